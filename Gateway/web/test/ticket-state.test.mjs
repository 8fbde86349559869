import assert from 'node:assert/strict';
import { test } from 'node:test';
import { missingFields, orderBody, outcomeOf, TicketState } from '../../wwwroot/js/ticket-state.js';

const fields = {
  instrument: 'NFO:NIFTY25NOV25900CE', side: 'BUY', type: 'LIMIT', product: 'NRML', validity: 'DAY', quantity: 75, price: 120.5, protection: -1,
};

function ticket() {
  let made = 0;
  return new TicketState(() => `key-${++made}`);
}

function answered(outcome, state = ticket()) {
  state.sending();
  state.answered(outcome);
  return state;
}

test('a limit order has a price and no protection', () => assert.deepEqual(orderBody(fields), {
  account: 'auto', exchange: 'NFO', tradingsymbol: 'NIFTY25NOV25900CE', transaction_type: 'BUY', order_type: 'LIMIT', product: 'NRML',
  quantity: 75, validity: 'DAY', price: 120.5,
}));

test('a market order has a protection and no price', () => {
  const body = orderBody({ ...fields, type: 'MARKET' });
  assert.equal('price' in body, false);
  assert.equal(body.market_protection, -1);
});

test('a figure that is no number is asked for before anything is sent', () => {
  assert.deepEqual(missingFields(fields), {});
  assert.deepEqual(Object.keys(missingFields({ ...fields, quantity: null, price: null })), ['quantity', 'price']);
  assert.deepEqual(missingFields({ ...fields, type: 'MARKET', price: null }), {});
});

test('a repeat after no answer uses the same key and cannot change the order', () => {
  const state = answered('unknown');
  assert.equal(state.locked, true);
  assert.equal(state.canSend, true);
  state.edited();
  assert.equal(state.sending(), 'key-1');
});

test('a corrected order after a refusal is another order with another key', () => {
  const state = answered('refused');
  assert.equal(state.locked, false);
  state.edited();
  assert.equal(state.sending(), 'key-2');
});

test('the same order after a refusal keeps its key', () => assert.equal(answered('refused').sending(), 'key-1'));

test('nothing is sent while a request is out or when the order is placed', () => {
  const state = ticket();
  state.sending();
  assert.equal(state.canSend, false);
  state.answered('accepted');
  assert.equal(state.canSend, false);
  assert.equal(state.locked, true);
});

test('opening a ticket makes a new key', () => {
  const state = answered('unknown');
  state.open();
  assert.equal(state.sending(), 'key-2');
  assert.equal(state.wasUnknown, false);
});

test('answers below 500 sent nothing, all other failures leave it open', () => {
  for (const status of [200, 201, 202]) assert.equal(outcomeOf(status), 'accepted');
  for (const status of [400, 401, 403, 404, 409, 422, 429]) assert.equal(outcomeOf(status), 'refused');
  for (const status of [0, 500, 502, 503, 504]) assert.equal(outcomeOf(status), 'unknown');
});

test('after no answer, only an answer about the key itself settles the order', () => {
  for (const status of [401, 403, 429, 503]) assert.equal(outcomeOf(status, true), 'unknown');
  for (const status of [400, 404, 409, 422]) assert.equal(outcomeOf(status, true), 'refused');
  assert.equal(outcomeOf(200, true), 'accepted');
});
