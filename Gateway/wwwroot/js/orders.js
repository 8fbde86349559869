// The order list: fetched after an order, and every two seconds while something is still under way.
import { cancelOrder, getOrders, sentence } from './api.js';
import { OrderRow } from './order-row.js';
import { isSettled } from './words.js';

const EVERY_MS = 2_000;

export class Orders {
  #list = document.getElementById('orders');
  #empty = document.getElementById('orders-empty');
  #said = document.getElementById('orders-said');
  #rows = new Map();
  #timer = null;
  #running = false;
  #again = false;
  #onOrders;

  constructor(onOrders) {
    this.#onOrders = onOrders;
    this.#list.addEventListener('click', event => {
      const id = event.target.closest('button')?.dataset.cancel;
      if (id) this.#cancel(id);
    });
  }

  /** One request at a time; a wish during one is granted after it. */
  async refresh() {
    this.#again = this.#running;
    if (this.#running) return;
    this.#running = true;
    clearTimeout(this.#timer);
    const { body, problem } = await getOrders();
    this.#running = false;
    if (body) this.#show(body.orders);
    else this.#say(`The order list could not be read. ${sentence(problem)}`);
    const waiting = problem || body.orders.some(order => !isSettled(order.status));
    if (this.#again) this.refresh();
    else if (waiting) this.#timer = setTimeout(() => this.refresh(), EVERY_MS);
  }

  async #cancel(id) {
    this.#rows.get(id)?.cancelling();
    const { problem } = await cancelOrder(id);
    this.#say(problem ? `Not cancelled. ${sentence(problem)}` : 'Cancellation sent.');
    this.refresh();
  }

  #show(orders) {
    const kept = new Set(orders.map(order => order.id));
    for (const [id, row] of this.#rows) {
      if (kept.has(id)) continue;
      row.element.remove();
      this.#rows.delete(id);
    }
    let next = this.#list.firstElementChild;
    for (const order of orders) {
      const row = this.#rows.get(order.id) ?? new OrderRow(order.id);
      this.#rows.set(order.id, row);
      row.update(order);
      if (row.element === next) next = next.nextElementSibling;
      else this.#list.insertBefore(row.element, next);
    }
    this.#empty.hidden = orders.length > 0;
    this.#onOrders(orders);
  }

  #say(text) {
    if (this.#said.textContent !== text) this.#said.textContent = text;
  }
}
