// One animation frame for everything that is to be drawn: many frames of data between two screens cost one drawing.

const GRACE_MS = 150;
const waiting = new Set();
const delayed = new Map();
let booked = false;

export function draw(work) {
  waiting.add(work);
  book();
}

/** Draws with the first animation frame after `delay`; books one of its own only when nobody else does, because a frame costs more than what is drawn in it. */
export function drawLater(work, delay) {
  if (delayed.has(work)) return;
  const due = performance.now() + delay;
  delayed.set(work, due);
  setTimeout(() => delayed.get(work) === due && book(), delay + GRACE_MS);
}

function book() {
  if (booked) return;
  booked = true;
  requestAnimationFrame(frame);
}

function frame() {
  booked = false;
  const now = performance.now();
  const works = [...waiting];
  waiting.clear();
  for (const [work, due] of delayed) {
    if (due > now) continue;
    delayed.delete(work);
    works.push(work);
  }
  for (const work of works) work(now);
}
