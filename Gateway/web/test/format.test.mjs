import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as format from '../../wwwroot/js/format.js';

function check(write, ...pairs) {
  for (const [value, text] of pairs) assert.equal(write(value), text, `${write.name} of ${value}`);
}

test('what is not known is a dash, never a zero', () => {
  for (const write of [format.price, format.signed, format.percent, format.whole, format.compact, format.strike, format.timeToExpiry, format.istTime]) {
    assert.equal(write(null), '–');
    assert.equal(write(undefined), '–');
  }
  assert.equal(format.price(Number.NaN), '–');
});

test('prices have two decimals and Indian groups', () => check(format.price,
  [0, '0.00'], [0.05, '0.05'], [999.5, '999.50'], [25910.05, '25,910.05'], [1234567.891, '12,34,567.89'], [123456789, '12,34,56,789.00'], [-1250, '-1,250.00']));

test('a movement carries its sign and nothing moved carries none', () => check(format.signed,
  [12.5, '+12.50'], [-0.5, '-0.50'], [0, '0.00'], [-0.001, '0.00'], [0.001, '0.00']));

test('volatility is written in percent', () => check(v => format.percent(v), [0.1325, '13.25'], [1.5, '150.00']));

test('units are short in lakh and crore', () => check(format.compact,
  [0, '0'], [99_999, '99,999'], [100_000, '1.00L'], [1_234_500, '12.3L'], [9_949_999, '99.5L'], [9_999_500, '1.00Cr'], [25_000_000, '2.50Cr']));

test('strikes keep a half', () => check(format.strike, [25900, '25,900'], [102.5, '102.50']));

test('stamps are shown in IST wherever the browser is', () => {
  assert.equal(format.istTime('2025-11-20T05:30:07Z'), '11:00:07');
  assert.equal(format.istTime('2025-11-20T18:30:00+00:00'), '00:00:00');
  assert.equal(format.istDate('2025-11-20T18:30:00+00:00'), '21 Nov 2025');
});

test('an expiry is a date, not an instant', () => assert.equal(format.expiryDate('2025-11-25'), 'Tue 25 Nov 2025'));

test('time to expiry is days, then hours, then over', () => check(format.timeToExpiry,
  [5.25 / 365, '5.25 d'], [1 / 365, '1.00 d'], [0.5 / 365, '12 h 00 min'], [0, 'expired']));

test('the age of a frame loses its tenths when it is old', () => check(format.age, [0, '0.0 s'], [1240, '1.2 s'], [9_960, '10 s'], [61_000, '61 s']));
