// One tooltip for the chain: what a figure is, in which unit, why it is missing, how fresh it is.
import { CELLS } from './columns.js';
import { istTime } from './format.js';
import { freshnessWords, statusWords } from './words.js';

export function tooltipLines(quote, column) {
  if (!quote) return ['No such contract.'];
  const value = quote[column.field] ?? null;
  const figure = value === null ? 'no figure' : (column.long ?? column.text)(value);
  const lines = [quote.instrument, `${column.unit}: ${figure}`];
  if (column.size && quote[column.size] != null) lines.push(`Quantity: ${quote[column.size].toLocaleString('en-IN')} units`);
  if (column.computed && quote.status !== 'ok') lines.push(`Status: ${statusWords(quote.status)}`);
  if (column.computed && quote.iv_source === 'twin') lines.push('ᵗ from the out-of-the-money option of the same strike');
  if (column.computed && quote.low_information) lines.push('° low information: half a tick moves IV by more than a point');
  if (column.key === 'ltp' && quote.open != null) lines.push(`O ${quote.open}  H ${quote.high}  L ${quote.low}  prev. close ${quote.close}`);
  lines.push(`${freshnessWords(quote.freshness)} · ${istTime(quote.exchange_time)} IST${quote.source ? ` · ${quote.source}` : ''}`);
  return lines;
}

export class Tooltip {
  #box;
  #at = null;

  constructor(box) {
    this.#box = box;
  }

  /** @param at {row, index, cell} or null to hide */
  show(at) {
    this.#at = at && CELLS[at.index].column ? at : null;
    this.#box.hidden = this.#at === null;
    if (this.#at === null) return;
    this.refresh();
    const cell = at.cell.getBoundingClientRect();
    const box = this.#box.getBoundingClientRect();
    const left = Math.min(Math.max(4, cell.left + cell.width / 2 - box.width / 2), innerWidth - box.width - 4);
    const below = cell.bottom + 4 + box.height < innerHeight;
    this.#box.style.left = `${left}px`;
    this.#box.style.top = `${below ? cell.bottom + 4 : cell.top - box.height - 4}px`;
  }

  /** The figure under the pointer may have moved. */
  refresh() {
    if (!this.#at) return;
    if (!this.#at.cell.isConnected) {
      this.show(null);
      return;
    }
    const text = tooltipLines(this.#at.row.quote(this.#at.index), CELLS[this.#at.index].column).join('\n');
    if (this.#box.textContent !== text) this.#box.textContent = text;
  }
}
