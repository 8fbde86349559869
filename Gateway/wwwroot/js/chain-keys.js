// The cursor of the chain: arrows move it, Enter trades at it.
import { CELLS } from './columns.js';

const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], PageUp: [-10, 0], PageDown: [10, 0] };

export class ChainKeys {
  #grid;
  #table;
  #at = null;

  /** @param onMove called with the cell under the cursor, or null · @param onTrade called with row and column */
  constructor(grid, table, { start, onMove, onTrade }) {
    this.#grid = grid;
    this.#table = table;
    grid.addEventListener('keydown', event => {
      if (event.key === 'Enter' && this.#at) onTrade(this.#table.row(this.#at.strike), this.#at.index);
      else if (STEPS[event.key]) this.#move(STEPS[event.key], start());
      else return;
      event.preventDefault();
      onMove(this.#cell());
    });
    grid.addEventListener('blur', () => onMove(null));
  }

  set(strike, index) {
    this.#cell()?.classList.remove('cursor');
    this.#at = { strike, index };
    const cell = this.#cell();
    cell?.classList.add('cursor');
    if (cell) this.#grid.setAttribute('aria-activedescendant', cell.id);
  }

  #cell() {
    return this.#at ? this.#table.row(this.#at.strike)?.cell(this.#at.index) ?? null : null;
  }

  #move([down, right], start) {
    const { strikes } = this.#table;
    if (strikes.length === 0) return;
    if (!this.#cell()) {
      this.set(start ?? strikes[0], CELLS.findIndex(cell => cell.side === 'call' && cell.column.key === 'ltp'));
    } else {
      const row = Math.min(Math.max(strikes.indexOf(this.#at.strike) + down, 0), strikes.length - 1);
      this.set(strikes[row], this.#column(right));
    }
    this.#cell()?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }

  /** Columns that the screen has no room for are stepped over. */
  #column(right) {
    const row = this.#table.row(this.#at.strike);
    for (let index = this.#at.index + right; right !== 0 && index >= 0 && index < CELLS.length; index += right) {
      if (row.cell(index).offsetWidth > 0) return index;
    }
    return this.#at.index;
  }
}
