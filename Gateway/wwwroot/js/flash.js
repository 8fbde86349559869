// A price that moved is lit for a moment. A class put on and taken off: an animation would repaint sixty times a second.
import { drawLater } from './loop.js';

const LIT_MS = 350;
const SWEEP_MS = 80;
const lit = new Map();

export function flash(cell, direction) {
  cell.classList.remove(direction === 'up' ? 'down' : 'up');
  cell.classList.add(direction);
  lit.set(cell, performance.now() + LIT_MS);
  drawLater(sweep, SWEEP_MS);
}

function sweep(now) {
  for (const [cell, until] of lit) {
    if (until > now) continue;
    cell.classList.remove('up', 'down');
    lit.delete(cell);
  }
  if (lit.size > 0) drawLater(sweep, SWEEP_MS);
}
