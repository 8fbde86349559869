// A price that moved is lit for a moment. A class put on and taken off: an animation would repaint sixty times a second.

const LIT_MS = 400;
const SWEEP_MS = 100;
const lit = new Map();
let sweeping = false;

export function flash(cell, direction) {
  const other = direction === 'up' ? 'down' : 'up';
  cell.classList.remove(other);
  cell.classList.add(direction);
  lit.set(cell, performance.now() + LIT_MS);
  if (sweeping) return;
  sweeping = true;
  setTimeout(sweep, SWEEP_MS);
}

function sweep() {
  const now = performance.now();
  for (const [cell, until] of lit) {
    if (until > now) continue;
    cell.classList.remove('up', 'down');
    lit.delete(cell);
  }
  sweeping = lit.size > 0;
  if (sweeping) setTimeout(sweep, SWEEP_MS);
}
