import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CELLS, COLUMNS, STRIKE_CELL } from '../../wwwroot/js/columns.js';
import { readPlace, resolvePlace, strikesOf, writePlace } from '../../wwwroot/js/place.js';
import { tooltipLines } from '../../wwwroot/js/tooltip.js';
import { canCancel, isSettled, orderWords, statusWords } from '../../wwwroot/js/words.js';

const column = key => COLUMNS.find(candidate => candidate.key === key);
const quote = { instrument: 'NFO:X', ltp: 10, iv: null, status: 'below_intrinsic', freshness: 'quiet', exchange_time: '2025-11-20T05:30:07Z', bid: 9.95, bid_qty: 150_000 };

test('a missing figure is explained', () => {
  const lines = tooltipLines(quote, column('iv')).join('\n');
  assert.match(lines, /no figure/);
  assert.match(lines, /below intrinsic/);
  assert.match(lines, /quiet.*11:00:07 IST/);
});

test('a raw price is not blamed on the pricing status', () => assert.doesNotMatch(tooltipLines(quote, column('ltp')).join(), /Status/));

test('twin and low information are told, and the quantity of a bid', () => {
  const marked = { ...quote, iv: 0.1, iv_source: 'twin', low_information: true };
  assert.match(tooltipLines(marked, column('iv')).join(), /out-of-the-money option.*low information/s);
  assert.match(tooltipLines(quote, column('bid')).join(), /1,50,000 units/);
});

test('a contract that does not exist is said to be none', () => assert.deepEqual(tooltipLines(null, column('iv')), ['No such contract.']));

test('an unknown code is shown as it is', () => {
  assert.equal(statusWords('brand_new'), 'brand new');
  assert.equal(orderWords('trigger_pending'), 'trigger pending');
});

test('settled orders cannot be cancelled, and a cancellation is not asked for twice', () => {
  for (const status of ['complete', 'rejected', 'cancelled', 'expired', 'dead_lettered']) assert.ok(isSettled(status) && !canCancel(status), status);
  for (const status of ['open', 'trigger_pending', 'unknown', 'submitting']) assert.ok(!isSettled(status) && canCancel(status), status);
  assert.ok(!isSettled('cancel_pending') && !canCancel('cancel_pending'));
});

test('both sides show every column around the strike', () => {
  assert.equal(CELLS.length, 2 * COLUMNS.length + 1);
  assert.equal(CELLS[STRIKE_CELL].side, null);
  for (const side of ['call', 'put']) assert.equal(new Set(CELLS.filter(cell => cell.side === side).map(cell => cell.column.key)).size, COLUMNS.length);
});

test('a place survives the address', () => {
  const place = { underlying: 'M&M', expiry: '2025-11-25', window: 'all' };
  assert.deepEqual(readPlace(writePlace(place)), place);
  assert.equal(strikesOf('all'), null);
});

test('an address that makes no sense falls back to the first chain', () => {
  const known = [{ underlying: 'NIFTY', expiries: ['2025-11-25', '2025-12-02'] }];
  const { info: _, ...place } = resolvePlace(readPlace('#nothing/today/99'), known);
  assert.deepEqual(place, { underlying: 'NIFTY', expiry: '2025-11-25', window: '10' });
  assert.equal(resolvePlace(readPlace(''), []), null);
});
