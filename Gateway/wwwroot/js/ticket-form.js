// The fields of the ticket: lots and units kept in step, prices stepped by the tick, errors beside what they are about.
import { price as priceText, whole } from './format.js';
import { splitInstrument } from './ticket-state.js';

const at = name => document.getElementById(`ticket-${name}`);
const FIELDS = ['side', 'type', 'product', 'validity', 'lots', 'quantity', 'price', 'protection'];
const API_FIELD = {
  transaction_type: 'side', order_type: 'type', product: 'product', validity: 'validity', quantity: 'quantity', price: 'price', market_protection: 'protection',
};

const number = input => {
  const text = input.value.replaceAll(',', '').trim();
  return text === '' || Number.isNaN(Number(text)) ? null : Number(text);
};

export class TicketForm {
  #form = document.getElementById('ticket');
  #in = Object.fromEntries(FIELDS.map(name => [name, at(name)]));
  #lot = null;
  #tick = 0.05;
  #phase = 'editing';
  instrument = null;

  on({ edit, submit, close }) {
    this.#form.addEventListener('submit', event => {
      event.preventDefault();
      submit();
    });
    this.#form.addEventListener('input', event => {
      this.#inStep(event.target);
      edit();
      this.#summary();
    });
    this.#form.addEventListener('keydown', event => this.#step(event, edit));
    at('close').addEventListener('click', close);
    document.addEventListener('keydown', event => event.key === 'Escape' && close());
  }

  get isOpen() {
    return !this.#form.hidden;
  }

  open(instrument, side, limit) {
    this.instrument = instrument;
    this.#lot = null;
    this.#form.hidden = false;
    document.body.classList.add('ordering');
    at('instrument').textContent = splitInstrument(instrument)[1];
    at('exchange').textContent = splitInstrument(instrument)[0];
    this.#in.side.value = side;
    this.#in.type.value = 'LIMIT';
    this.#in.price.value = limit == null ? '' : limit.toFixed(2);
    this.#in.lots.value = '1';
    this.#in.quantity.value = '';
    this.errors({});
    this.#summary();
    this.#in.lots.focus();
    this.#in.lots.select();
  }

  close() {
    if (!this.isOpen) return;
    this.#form.hidden = true;
    document.body.classList.remove('ordering');
    document.getElementById('chain').focus({ preventScroll: true });
  }

  /** What the contract is traded in. Null: not known, only units count. */
  contract(contract) {
    this.#lot = contract?.lot_size ?? null;
    this.#tick = contract?.tick_size > 0 ? contract.tick_size : 0.05;
    at('lot').textContent = this.#lot ? `× ${this.#lot}` : '';
    if (this.#lot && this.#in.quantity.value === '') this.#inStep(this.#in.lots);
    this.#summary();
  }

  quote(quote) {
    at('bid').textContent = priceText(quote?.bid);
    at('ask').textContent = priceText(quote?.ask);
    at('ltp').textContent = priceText(quote?.ltp);
  }

  fields() {
    const { side, type, product, validity, quantity, price, protection } = this.#in;
    return {
      instrument: this.instrument, side: side.value, type: type.value, product: product.value, validity: validity.value,
      quantity: number(quantity), price: number(price), protection: number(protection),
    };
  }

  /** @param byField names of the API; what belongs to no field of the form is left to the result line */
  errors(byField) {
    for (const [field, name] of Object.entries(API_FIELD)) {
      const said = byField[field] ?? '';
      at(`${name}-error`).textContent = said;
      at(`${name}-error`).title = said;
      this.#in[name].setAttribute('aria-invalid', String(said !== ''));
    }
  }

  show({ tone, text, phase, locked }) {
    const result = at('result');
    result.dataset.tone = tone;
    result.dataset.phase = phase;
    if (result.textContent !== text) result.textContent = text;
    result.title = text;
    for (const input of Object.values(this.#in)) input.disabled = locked;
    at('submit').disabled = phase === 'sending';
    this.#phase = phase;
    this.#summary();
  }

  #inStep(changed) {
    const { lots, quantity } = this.#in;
    if (!this.#lot) return;
    if (changed === lots) quantity.value = number(lots) === null ? '' : String(Math.round(number(lots) * this.#lot));
    if (changed === quantity) lots.value = number(quantity) === null ? '' : String(Math.round(number(quantity) / this.#lot * 100) / 100);
  }

  #step(event, edit) {
    const up = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    const { lots, quantity, price } = this.#in;
    if (!up || ![lots, quantity, price].includes(event.target)) return;
    event.preventDefault();
    const size = event.target === price ? this.#tick : event.target === lots ? 1 : this.#lot ?? 1;
    const next = Math.max(size, (number(event.target) ?? 0) + up * size);
    event.target.value = event.target === price ? (Math.round(next / size) * size).toFixed(2) : String(Math.round(next));
    this.#inStep(event.target);
    edit();
    this.#summary();
  }

  #summary() {
    const { side, type, quantity, price, protection } = this.#in;
    const market = type.value === 'MARKET';
    this.#form.dataset.side = side.value;
    this.#form.dataset.type = type.value;
    protection.closest('.field').hidden = !market;
    price.closest('.field').hidden = market;
    const units = number(quantity);
    const limit = market ? null : number(price);
    at('value').textContent = units !== null && limit !== null ? `₹ ${priceText(units * limit)}` : '';
    at('submit').textContent = this.#verb(units, market ? 'at market' : limit === null ? '' : `@ ${priceText(limit)}`, side.value);
  }

  #verb(units, price, side) {
    if (this.#phase === 'sending') return 'Sending…';
    if (this.#phase === 'unknown') return 'Send the same order again';
    if (this.#phase === 'done') return 'Another order like this';
    return `${side} ${units === null ? '' : whole(units)} ${price}`.replace(/\s+/g, ' ').trim();
  }
}
