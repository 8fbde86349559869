// Where open interest sits: a bar behind each figure, relative to the largest one shown.
import { CELLS } from './columns.js';

const AT = CELLS.flatMap(({ column }, index) => column?.key === 'oi' ? [index] : []);

export class OiBars {
  #drawn = new WeakMap();

  render(rows) {
    const all = [...rows];
    const largest = Math.max(1, ...all.flatMap(row => AT.map(index => row.quote(index)?.oi ?? 0)));
    for (const row of all) for (const index of AT) this.#bar(row.cell(index), (row.quote(index)?.oi ?? 0) / largest);
  }

  #bar(cell, share) {
    const percent = `${Math.round(share * 100)}%`;
    if (this.#drawn.get(cell) === percent) return;
    this.#drawn.set(cell, percent);
    cell.style.setProperty('--bar', percent);
  }
}
