// The chain's rows on the screen, keyed by strike.
import { CELLS } from './columns.js';
import { ChainRow } from './chain-row.js';
import { drawLater } from './loop.js';
import { OiBars } from './oi-bars.js';

const FIGURES_MS = 400;
const FAR_MS = 1_000;

export class ChainTable {
  #grid;
  #body;
  #rows = new Map();
  #where = new WeakMap();
  #bars = new OiBars();
  #sight;
  #money = null;
  #atm = null;
  #centred = false;
  /** Rows in sight whose figures wait, and rows out of sight that wait altogether. */
  #late = new Set();
  #far = new Set();

  constructor(grid) {
    this.#grid = grid;
    this.#body = grid.querySelector('.rows');
    this.#sight = new IntersectionObserver(entries => this.#look(entries), { root: grid, rootMargin: '100px 0px' });
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
    for (const strike of changed) this.#change(strike, state.rows.get(strike));
    if (removed.length || this.#rows.size !== before) this.#arrange(state.strikes);
    if (state.header) this.#place(state.header);
    if (!this.#centred && this.#rows.size) this.centre();
  }

  /** Scrolls the money to the middle; again for the next chain. */
  centre() {
    const row = this.#rows.get(this.#atm) ?? this.#rows.get(this.strikes[this.strikes.length >> 1]);
    if (!row) return;
    this.#centred = true;
    const height = row.element.offsetHeight;
    const middle = row.element.offsetTop - (this.#grid.clientHeight - height + this.#body.offsetTop) / 2;
    this.#grid.scrollTop = Math.round(middle / height) * height;
  }

  startOver() {
    this.#centred = false;
  }

  /** Prices in sight are drawn at once, everything else a little later: nobody reads ten Greeks ten times a second. */
  #change(strike, data) {
    const isNew = !this.#rows.has(strike);
    const row = this.#ensure(strike);
    row.data = data;
    if (isNew) row.drawAll();
    else if (!row.near) this.#far.add(row);
    else {
      row.drawPrices();
      this.#late.add(row);
    }
    drawLater(this.#drawLate, FIGURES_MS);
    drawLater(this.#drawFar, FAR_MS);
  }

  #drawLate = () => {
    for (const row of this.#late) row.drawFigures();
    this.#late.clear();
  };

  #drawFar = () => {
    for (const row of this.#far) row.drawAll();
    this.#far.clear();
    this.#bars.render(this.#rows.values());
  };

  #look(entries) {
    for (const { target, isIntersecting } of entries) {
      const row = this.#where.get(target)?.row;
      if (!row) continue;
      row.near = isIntersecting;
      if (isIntersecting && this.#far.delete(row)) row.drawAll();
    }
  }

  #ensure(strike) {
    let row = this.#rows.get(strike);
    if (row) return row;
    row = new ChainRow(strike);
    this.#rows.set(strike, row);
    for (let index = 0; index < CELLS.length; index++) this.#where.set(row.cell(index), { row, index });
    this.#where.set(row.element, { row });
    this.#sight.observe(row.element);
    row.place(this.#money, this.#atm);
    return row;
  }

  #drop(strike) {
    const row = this.#rows.get(strike);
    if (!row) return;
    this.#sight.unobserve(row.element);
    row.element.remove();
    this.#late.delete(row);
    this.#far.delete(row);
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
