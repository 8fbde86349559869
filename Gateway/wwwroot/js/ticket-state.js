// What a ticket may send, and under which idempotency key. The key belongs to one order: it changes only when it is certain that nothing was sent.

/** Fields in Kite's words; null where the order type does not have them. */
export function orderBody(fields) {
  const [exchange, tradingsymbol] = splitInstrument(fields.instrument);
  const market = fields.type === 'MARKET';
  const body = {
    account: 'auto',
    exchange,
    tradingsymbol,
    transaction_type: fields.side,
    order_type: fields.type,
    product: fields.product,
    quantity: fields.quantity,
    validity: fields.validity,
  };
  if (market) body.market_protection = fields.protection;
  else body.price = fields.price;
  return body;
}

/** What must be a number before it makes sense to ask the service, by the API's names. Every rule beyond that is the service's. */
export function missingFields({ type, quantity, price }) {
  return {
    ...(quantity === null ? { quantity: 'Enter the quantity in units.' } : {}),
    ...(type === 'LIMIT' && price === null ? { price: 'Enter a price.' } : {}),
  };
}

export function splitInstrument(instrument) {
  const colon = instrument.indexOf(':');
  return [instrument.slice(0, colon), instrument.slice(colon + 1)];
}

/** `editing` → `sending` → `done` | `refused` (nothing was sent) | `unknown` (perhaps sent: only the same order may be repeated). */
export class TicketState {
  #newKey;

  constructor(newKey) {
    this.#newKey = newKey;
    this.open();
  }

  open() {
    this.key = this.#newKey();
    this.phase = 'editing';
    this.wasUnknown = false;
  }

  get locked() {
    return this.phase === 'sending' || this.phase === 'unknown' || this.phase === 'done';
  }

  get canSend() {
    return this.phase === 'editing' || this.phase === 'refused' || this.phase === 'unknown';
  }

  /** A changed order is another order; after a refusal it gets a key of its own, because the old one may be on record with the old content. */
  edited() {
    if (this.phase !== 'refused') return;
    this.open();
  }

  sending() {
    this.phase = 'sending';
    return this.key;
  }

  /** @param {"accepted" | "refused" | "unknown"} outcome */
  answered(outcome) {
    this.wasUnknown = outcome === 'unknown';
    this.phase = outcome === 'accepted' ? 'done' : outcome;
  }
}

/** Answers that are given after looking the key up: they also settle what an earlier, unanswered request with this key did. */
const SETTLING = new Set([400, 404, 409, 422]);

/**
 * What an HTTP answer says about the order. Below 500 this request sent nothing; any other failure leaves it open, 503 included: the order may be stored, and its
 * own key is then the only safe way to ask again. When an earlier request with the same key went unanswered, being turned away at the door (401, 429) says nothing
 * about that one.
 * @param {number} status 0 when there was no answer at all
 */
export function outcomeOf(status, wasUnknown = false) {
  if (status >= 200 && status < 300) return 'accepted';
  if (wasUnknown) return SETTLING.has(status) ? 'refused' : 'unknown';
  return status >= 400 && status < 500 ? 'refused' : 'unknown';
}
