// The order ticket: filled in by a click on a price, sent once, answered in words.
import { fieldErrors, getInstrument, placeOrder, sentence } from './api.js';
import { price as priceText } from './format.js';
import { missingFields, orderBody, outcomeOf, TicketState } from './ticket-state.js';
import { TicketForm } from './ticket-form.js';
import { orderWords } from './words.js';

const UNANSWERED = 'Whether the order arrived is not known. Sending it again is safe: it is the same order and takes effect once.';
const NOT_NOW = 'Sending it again is safe: it is the same order and takes effect once. For another order, close this ticket.';

export class Ticket {
  #form = new TicketForm();
  #state = new TicketState(() => crypto.randomUUID());
  #contracts = new Map();
  #quote = null;
  #onPlaced;

  /** @param onPlaced called when the order list should be looked at */
  constructor(onPlaced) {
    this.#onPlaced = onPlaced;
    this.#form.on({
      edit: () => this.#edited(),
      submit: () => this.#submit(),
      close: () => this.close(),
    });
  }

  get instrument() {
    return this.#form.isOpen ? this.#form.instrument : null;
  }

  async open(quote, side, limit) {
    if (this.#state.phase === 'sending') return;
    this.#state.open();
    this.#quote = quote;
    this.#form.open(quote.instrument, side, limit);
    this.#form.quote(quote);
    this.#show('', '');
    const contract = await this.#contract(quote.instrument);
    if (this.#form.instrument !== quote.instrument || this.#state.phase !== 'editing') return;
    this.#form.contract(contract);
    this.#show('', contract ? '' : 'The lot size could not be read; enter the quantity in units.');
  }

  close() {
    if (this.#state.phase !== 'sending') this.#form.close();
  }

  /** The market is live, or simulated, from now on. A live order of which nothing is known yet stays: its key is the way to ask again. */
  leave(mode) {
    if (this.#state.phase !== 'unknown' || mode === 'live') this.close();
  }

  /** The market moved under an open ticket; what the trader typed stays. */
  follow(quote) {
    if (quote === this.#quote) return;
    this.#quote = quote;
    this.#form.quote(quote);
  }

  /** The order list knows an order that this ticket has no answer for, or knows better by now what became of it. */
  adopt(orders) {
    if (this.#state.phase !== 'unknown' && this.#state.phase !== 'done') return;
    const order = orders.find(candidate => candidate.client_order_id === this.#state.key);
    if (!order) return;
    if (this.#state.phase === 'unknown') this.#state.answered('accepted');
    this.#show(refusedStatuses.has(order.status) ? 'bad' : 'good', accepted(200, order));
  }

  #edited() {
    this.#state.edited();
    this.#form.errors({});
    if (this.#state.phase === 'editing') this.#show('', '');
  }

  async #submit() {
    if (this.#state.phase === 'done') {
      this.#state.open();
      this.#show('', 'A new order with the same figures. Send it to place it.');
      return;
    }
    if (!this.#state.canSend) return;
    const { wasUnknown } = this.#state;
    const fields = this.#form.fields();
    const missing = missingFields(fields);
    this.#form.errors(missing);
    if (Object.keys(missing).length > 0) return;
    const body = orderBody(fields);
    const key = this.#state.sending();
    this.#show('', 'Sending…');
    const { status, body: answer, problem } = await placeOrder(key, body);
    const outcome = outcomeOf(status, wasUnknown);
    this.#state.answered(outcome);
    if (outcome === 'accepted') this.#show('good', accepted(status, answer));
    else if (outcome === 'refused') this.#refused(problem);
    else this.#show('bad', `${sentence(problem)} ${status === 503 ? NOT_NOW : UNANSWERED}`);
    this.#onPlaced();
  }

  #refused(problem) {
    const said = fieldErrors(problem);
    this.#form.errors(said);
    const all = new Set([sentence(problem), ...Object.values(said)]);
    this.#show('bad', `Not sent. ${[...all].join(' ')}${problem.code ? ` (${problem.code})` : ''}`);
  }

  #show(tone, text) {
    this.#form.show({ tone, text, phase: this.#state.phase, locked: this.#state.locked });
  }

  async #contract(instrument) {
    const known = this.#contracts.get(instrument);
    if (known) return known;
    const { body } = await getInstrument(instrument);
    if (body?.lot_size > 0) this.#contracts.set(instrument, body);
    return this.#contracts.get(instrument) ?? null;
  }
}

const refusedStatuses = new Set(['rejected', 'expired', 'dead_lettered']);

function accepted(status, order) {
  const told = order?.message ? ` ${order.message}` : '';
  const filled = order?.filled_quantity > 0 ? ` Filled ${order.filled_quantity} at ${priceText(order.average_price)}.` : '';
  const words = `Order ${orderWords(order?.status)}.${filled}${told}`;
  if (order?.existing) return `Already placed. ${words}`;
  if (status === 202) return `Under way, not confirmed by the broker yet. ${words}`;
  return order?.order_id ? `${words} Broker’s number ${order.order_id}.` : words;
}
