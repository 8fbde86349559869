// One animation frame for everything that is to be drawn: many frames of data between two screens cost one drawing.

const waiting = new Set();
let booked = false;

export function draw(work) {
  waiting.add(work);
  if (booked) return;
  booked = true;
  requestAnimationFrame(now => {
    booked = false;
    const works = [...waiting];
    waiting.clear();
    for (const work of works) work(now);
  });
}
