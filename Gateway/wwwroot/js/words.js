// The service's codes in words.

const STATUS = {
  ok: 'computed',
  below_intrinsic: 'the price is below intrinsic value',
  no_time_value: 'the price has no time value',
  above_max: 'the price is above its theoretical maximum',
  expired: 'the contract has expired',
  settling: 'the contract is settling',
  no_price: 'there is no price',
  stale_price: 'the price is stale',
  no_forward: 'there is no forward for this expiry',
  invalid_input: 'the quote was refused as invalid',
};

const FRESHNESS = {
  pending: 'subscribed, no packet yet',
  live: 'live: a packet within the last seconds',
  quiet: 'quiet: the feed is healthy, this contract has not traded',
  stale: 'stale: the feed is silent or lagging',
  disconnected: 'disconnected: the feed is down',
  not_entitled: 'the account may not have this data',
  closed: 'the session is closed',
  simulated: 'simulated, not a market',
};

const FORWARD = {
  future: 'from the future of this expiry',
  parity: 'from put-call parity near the money',
  basis: 'from the nearest future’s basis',
  carry: 'spot carried at the interest rate',
};

const ORDER = {
  received: 'received',
  intent_recorded: 'recorded, not sent',
  submitting: 'submitting',
  unknown: 'unknown',
  open: 'open',
  trigger_pending: 'trigger pending',
  modify_pending: 'modifying',
  cancel_pending: 'cancelling',
  complete: 'complete',
  rejected: 'rejected',
  cancelled: 'cancelled',
  expired: 'expired',
  dead_lettered: 'needs a person',
};

const plain = code => String(code ?? 'unknown').replaceAll('_', ' ');

export const statusWords = code => STATUS[code] ?? plain(code);
export const freshnessWords = code => FRESHNESS[code] ?? plain(code);
export const forwardWords = code => FORWARD[code] ?? plain(code);
export const orderWords = code => ORDER[code] ?? plain(code);

/** Worst first: what the page shows when its quotes differ. */
export const FRESHNESS_ORDER = ['disconnected', 'stale', 'not_entitled', 'pending', 'simulated', 'closed', 'quiet', 'live'];

const SETTLED = new Set(['complete', 'rejected', 'cancelled', 'expired', 'dead_lettered']);
const NO_CANCEL = new Set([...SETTLED, 'cancel_pending']);

/** Whether nothing more happens to an order by itself. */
export const isSettled = status => SETTLED.has(status);
export const canCancel = status => !NO_CANCEL.has(status);
