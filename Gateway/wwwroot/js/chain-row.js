// One strike on the screen. Touches a cell only when its figure changed.
import { CELLS } from './columns.js';
import { NONE, strike as strikeText } from './format.js';
import { flash } from './flash.js';

const cellsOf = fast => side => CELLS.flatMap((cell, index) => cell.side === side && (cell.column.fast === true) === fast ? [index] : []);
const FAST = { call: cellsOf(true)('call'), put: cellsOf(true)('put') };
const SLOW = { call: cellsOf(false)('call'), put: cellsOf(false)('put') };

export class ChainRow {
  #cells;
  #prices = { call: null, put: null };
  #figures = { call: null, put: null };

  constructor(strike) {
    this.strike = strike;
    this.data = null;
    this.element = document.createElement('div');
    this.element.className = 'row';
    this.element.setAttribute('role', 'row');
    this.element.dataset.testid = `row-${strike}`;
    this.#cells = CELLS.map(({ side, column }) => this.#cell(side, column));
    this.element.append(...this.#cells);
  }

  cell(index) {
    return this.#cells[index];
  }

  quote(index) {
    const { side } = CELLS[index];
    return side && this.data ? this.data[side] : null;
  }

  /** Whether the row is in sight, or nearly. */
  near = true;

  drawPrices() {
    for (const side of ['call', 'put']) {
      const quote = this.data[side] ?? null;
      const before = this.#prices[side];
      for (const index of FAST[side]) this.#figure(this.#cells[index], CELLS[index].column, quote, before);
      if (quote?.freshness !== before?.freshness) this.element.dataset[side] = quote?.freshness ?? 'none';
      this.#prices[side] = quote;
    }
  }

  drawAll() {
    this.drawPrices();
    this.drawFigures();
  }

  drawFigures() {
    for (const side of ['call', 'put']) {
      const quote = this.data[side] ?? null;
      for (const index of SLOW[side]) this.#figure(this.#cells[index], CELLS[index].column, quote, this.#figures[side]);
      this.#figures[side] = quote;
    }
  }

  place(money, atm) {
    const itm = money === null ? 'none' : this.strike < money ? 'call' : this.strike > money ? 'put' : 'none';
    if (this.element.dataset.itm !== itm) this.element.dataset.itm = itm;
    this.element.classList.toggle('atm', this.strike === atm);
  }

  #figure(cell, column, quote, before) {
    const value = quote?.[column.field] ?? null;
    const old = before?.[column.field] ?? null;
    if (value !== old) {
      const text = column.text(value);
      if (cell.firstChild.nodeValue !== text) cell.firstChild.nodeValue = text;
      if ((value === null) !== (old === null)) cell.classList.toggle('none', value === null);
      if (column.key === 'ltp' && value !== null && old !== null) flash(cell, value > old ? 'up' : 'down');
      if (column.key === 'change') sign(cell, value);
    }
    if (!column.computed) return;
    if (quote?.iv_source !== before?.iv_source) cell.classList.toggle('twin', quote?.iv_source === 'twin');
    if (quote?.low_information !== before?.low_information) cell.classList.toggle('low', quote?.low_information === true);
  }

  #cell(side, column) {
    const cell = document.createElement('div');
    cell.id = `c-${this.strike}-${side ?? 'strike'}-${column?.key ?? ''}`;
    if (side === null) {
      cell.className = 'cell strike';
      cell.setAttribute('role', 'rowheader');
      cell.append(strikeText(this.strike));
      return cell;
    }
    cell.className = `cell ${side} c-${column.key} none${column.trade ? ' trade' : ''}`;
    cell.setAttribute('role', 'gridcell');
    cell.dataset.testid = `${side}-${column.key}-${this.strike}`;
    cell.append(NONE);
    return cell;
  }
}

function sign(cell, value) {
  cell.classList.toggle('rise', value > 0);
  cell.classList.toggle('fall', value !== null && value < 0);
}
