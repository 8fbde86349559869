// The chain as something to look at, point at and trade from.
import { CELLS } from './columns.js';
import { ChainKeys } from './chain-keys.js';
import { ChainTable } from './chain-table.js';
import { Tooltip } from './tooltip.js';

export class ChainView {
  #state;
  #grid = document.getElementById('chain');
  #table = new ChainTable(this.#grid);
  #tooltip = new Tooltip(document.getElementById('tooltip'));
  #onTrade;

  /** @param onTrade called with quote, `BUY` or `SELL`, and the price that was pointed at */
  constructor(state, onTrade) {
    this.#state = state;
    this.#onTrade = onTrade;
    const keys = new ChainKeys(this.#grid, this.#table, {
      start: () => state.header?.atm_strike,
      onMove: cell => this.#tooltip.show(cell && this.#table.find(cell)),
      onTrade: (row, index) => this.#trade(row, index),
    });
    this.#grid.addEventListener('click', event => {
      const at = this.#table.find(event.target);
      if (!at) return;
      keys.set(at.row.strike, at.index);
      if (!this.#trade(at.row, at.index)) this.#tooltip.show(at);
    });
    this.#grid.addEventListener('pointerover', event => event.pointerType === 'mouse' && this.#tooltip.show(this.#table.find(event.target)));
    this.#grid.addEventListener('pointerleave', () => this.#tooltip.show(null));
    this.#grid.addEventListener('scroll', () => this.#tooltip.show(null), { passive: true });
    document.getElementById('centre').addEventListener('click', () => this.#table.centre());
    this.#columnSets();
  }

  render() {
    this.#table.render(this.#state);
    this.#tooltip.refresh();
  }

  startOver() {
    this.#table.startOver();
    this.#tooltip.show(null);
  }

  quoteOf(instrument) {
    if (!instrument) return null;
    for (const { call, put } of this.#state.rows.values()) {
      if (call?.instrument === instrument) return call;
      if (put?.instrument === instrument) return put;
    }
    return null;
  }

  #trade(row, index) {
    const { column } = CELLS[index];
    const quote = row?.quote(index);
    if (!column?.trade || !quote) return false;
    this.#tooltip.show(null);
    this.#onTrade(quote, column.trade, quote[column.field]);
    return true;
  }

  /** Where the screen has no room for every column, the trader says which matter. */
  #columnSets() {
    const choice = document.getElementById('columns');
    choice.addEventListener('change', () => { this.#grid.dataset.columns = choice.value; });
  }
}
