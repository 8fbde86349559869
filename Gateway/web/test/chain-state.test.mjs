import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ChainState } from '../../wwwroot/js/chain-state.js';

const row = (strike, ltp = 1) => ({ strike, call: { ltp }, put: { ltp } });
const snapshot = (version, rows, epoch = 7) => ({ type: 'snapshot', chain: { underlying: 'NIFTY', epoch, version, spot: 100, rows } });
const delta = (base, version, rows, removed = [], epoch = 7) => ({
  type: 'delta', epoch, base_version: base, version, chain: { underlying: 'NIFTY', epoch, version, spot: 100 + version }, rows, removed,
});

function held(...frames) {
  const state = new ChainState();
  for (const frame of frames) state.apply(frame);
  return state;
}

test('a snapshot is held with its strikes in order', () => {
  const state = held(snapshot(3, [row(200), row(100)]));
  assert.deepEqual(state.strikes, [100, 200]);
  assert.equal(state.header.version, 3);
  assert.equal('rows' in state.header, false);
});

test('a delta that follows replaces whole rows and the header', () => {
  const state = held(snapshot(3, [row(100), row(200)]));
  assert.equal(state.apply(delta(3, 5, [row(200, 9)])), 'applied');
  assert.equal(state.rows.get(200).call.ltp, 9);
  assert.equal(state.rows.get(100).call.ltp, 1);
  assert.equal(state.header.version, 5);
  assert.equal(state.header.spot, 105);
});

test('a delta adds and removes strikes', () => {
  const state = held(snapshot(1, [row(100), row(200)]), delta(1, 2, [row(150)], [100]));
  assert.deepEqual(state.strikes, [150, 200]);
});

test('a delta with another base changes nothing and is out of step', () => {
  const state = held(snapshot(3, [row(100)]));
  for (const base of [2, 4]) assert.equal(state.apply(delta(base, 9, [row(100, 9)], [100])), 'out_of_step');
  assert.equal(state.rows.get(100).call.ltp, 1);
  assert.equal(state.header.version, 3);
});

test('a delta of another epoch is out of step even when its base matches', () => {
  assert.equal(held(snapshot(3, [row(100)])).apply(delta(3, 4, [], [], 8)), 'out_of_step');
});

test('a delta before any snapshot is out of step', () => {
  assert.equal(new ChainState().apply(delta(0, 1, [row(100)])), 'out_of_step');
});

test('a delta after the chain was cleared is out of step', () => {
  const state = held(snapshot(3, [row(100)]));
  state.clear();
  assert.equal(state.apply(delta(3, 4, [row(100)])), 'out_of_step');
  assert.deepEqual(state.takeDirty(), { changed: [], removed: [100] });
});

test('a heartbeat of the held epoch is alive, of another it is out of step', () => {
  const state = held(snapshot(3, [row(100)]));
  assert.equal(state.apply({ type: 'heartbeat', epoch: 7, version: 9 }), 'alive');
  assert.equal(state.apply({ type: 'heartbeat', epoch: 8, version: 3 }), 'out_of_step');
});

test('a gap is told and keeps what is held until the next snapshot', () => {
  const state = held(snapshot(3, [row(100)]));
  assert.equal(state.apply({ type: 'gap', reason: 'feed' }), 'gap');
  assert.equal(state.rows.size, 1);
  assert.equal(state.apply(snapshot(1, [row(300)], 8)), 'applied');
  assert.deepEqual(state.strikes, [300]);
});

test('a frame of an unknown type is ignored', () => {
  assert.equal(held(snapshot(3, [row(100)])).apply({ type: 'news' }), 'alive');
});

test('what is to be drawn is each changed strike once, and is taken once', () => {
  const state = held(snapshot(1, [row(100), row(200), row(300)]));
  state.takeDirty();
  state.apply(delta(1, 2, [row(200)]));
  state.apply(delta(2, 3, [row(200), row(100)], [300]));
  assert.deepEqual(state.takeDirty(), { changed: [200, 100], removed: [300] });
  assert.deepEqual(state.takeDirty(), { changed: [], removed: [] });
});

test('a strike that leaves and comes back between two drawings is drawn, not removed', () => {
  const state = held(snapshot(1, [row(100)]), delta(1, 2, [], [100]), delta(2, 3, [row(100, 4)]));
  assert.deepEqual(state.takeDirty(), { changed: [100], removed: [] });
});
