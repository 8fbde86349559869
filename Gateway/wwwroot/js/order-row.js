// One order of the list.
import { istTime, price, whole } from './format.js';
import { canCancel, orderWords } from './words.js';

const COLUMNS = ['time', 'instrument', 'side', 'qty', 'filled', 'price', 'average', 'status', 'message', 'action'];

export class OrderRow {
  #cells = {};
  #chip = document.createElement('span');
  #button = document.createElement('button');

  constructor(id) {
    this.element = document.createElement('tr');
    for (const name of COLUMNS) {
      this.#cells[name] = this.element.insertCell();
      this.#cells[name].className = `o-${name}`;
    }
    this.#chip.className = 'chip';
    this.#chip.dataset.testid = `order-status-${id}`;
    this.#cells.status.append(this.#chip);
    this.#button.type = 'button';
    this.#button.className = 'cancel';
    this.#button.textContent = 'Cancel';
    this.#button.dataset.cancel = id;
    this.#button.dataset.testid = `order-cancel-${id}`;
    this.#cells.action.append(this.#button);
  }

  update(order) {
    const asked = order.request ?? order;
    this.element.dataset.side = asked.transaction_type;
    put(this.#cells.time, istTime(order.created_at));
    put(this.#cells.instrument, asked.tradingsymbol);
    this.#cells.instrument.title = `${asked.exchange}:${asked.tradingsymbol} · ${asked.product} · ${asked.validity} · account ${order.account}`;
    put(this.#cells.side, asked.transaction_type);
    put(this.#cells.qty, whole(asked.quantity));
    put(this.#cells.filled, whole(order.filled_quantity));
    put(this.#cells.price, asked.order_type === 'MARKET' ? 'MKT' : price(asked.price));
    put(this.#cells.average, price(order.average_price));
    put(this.#chip, orderWords(order.status));
    this.#chip.dataset.status = order.status;
    put(this.#cells.message, order.message ?? '');
    this.#cells.message.title = [order.message, order.order_id && `broker’s number ${order.order_id}`, `tag ${order.tag}`].filter(Boolean).join(' · ');
    this.#button.hidden = !canCancel(order.status);
    this.#button.disabled = false;
    this.#button.setAttribute('aria-label', `Cancel ${asked.transaction_type} ${asked.quantity} ${asked.tradingsymbol}`);
  }

  cancelling() {
    this.#button.disabled = true;
  }
}

function put(node, text) {
  if (node.textContent !== text) node.textContent = text;
}
