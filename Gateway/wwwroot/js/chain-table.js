// The chain's rows on the screen, keyed by strike.
import { CELLS } from './columns.js';
import { ChainRow } from './chain-row.js';
import { OiBars } from './oi-bars.js';

export class ChainTable {
  #grid;
  #body;
  #rows = new Map();
  #where = new WeakMap();
  #bars = new OiBars();
  #money = null;
  #atm = null;
  #centred = false;

  constructor(grid) {
    this.#grid = grid;
    this.#body = grid.querySelector('.rows');
    grid.querySelector('.columns').append(...CELLS.map(heading));
  }

  /** Strikes from low to high, as drawn. */
  strikes = [];

  row(strike) {
    return this.#rows.get(strike);
  }

  /** The row and column that an element of the grid belongs to. */
  find(target) {
    const cell = target.closest?.('.cell');
    const at = cell && this.#where.get(cell);
    return at ? { row: at.row, index: at.index, cell } : null;
  }

  render(state) {
    const { changed, removed } = state.takeDirty();
    for (const strike of removed) this.#drop(strike);
    const before = this.#rows.size;
    for (const strike of changed) this.#ensure(strike).update(state.rows.get(strike));
    if (removed.length || this.#rows.size !== before) this.#arrange(state.strikes);
    if (state.header) this.#place(state.header);
    this.#bars.render(this.#rows.values());
    if (!this.#centred && this.#rows.size) this.centre();
  }

  /** Scrolls the money to the middle; again for the next chain. */
  centre() {
    const row = this.#rows.get(this.#atm) ?? this.#rows.get(this.strikes[this.strikes.length >> 1]);
    if (!row) return;
    this.#centred = true;
    const middle = row.element.offsetTop - (this.#grid.clientHeight - row.element.offsetHeight + this.#body.offsetTop) / 2;
    this.#grid.scrollTop = middle;
  }

  startOver() {
    this.#centred = false;
  }

  #ensure(strike) {
    let row = this.#rows.get(strike);
    if (row) return row;
    row = new ChainRow(strike);
    this.#rows.set(strike, row);
    for (let index = 0; index < CELLS.length; index++) this.#where.set(row.cell(index), { row, index });
    row.place(this.#money, this.#atm);
    return row;
  }

  #drop(strike) {
    this.#rows.get(strike)?.element.remove();
    this.#rows.delete(strike);
  }

  #arrange(strikes) {
    this.strikes = strikes;
    let next = this.#body.firstElementChild;
    for (const strike of strikes) {
      const { element } = this.#rows.get(strike);
      if (element === next) next = next.nextElementSibling;
      else this.#body.insertBefore(element, next);
    }
    this.#grid.setAttribute('aria-rowcount', String(strikes.length + 1));
  }

  #place(header) {
    const money = header.forward ?? header.spot ?? null;
    const atm = header.atm_strike ?? null;
    if (money === this.#money && atm === this.#atm) return;
    this.#money = money;
    this.#atm = atm;
    for (const row of this.#rows.values()) row.place(money, atm);
  }
}

function heading({ side, column }) {
  const cell = document.createElement('div');
  cell.className = side === null ? 'cell strike' : `cell ${side} c-${column.key}`;
  cell.setAttribute('role', 'columnheader');
  cell.textContent = column?.title ?? 'Strike';
  if (column) {
    cell.title = column.unit;
    cell.setAttribute('aria-label', `${side} ${column.title}`);
  }
  return cell;
}
