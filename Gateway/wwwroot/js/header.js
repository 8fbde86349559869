// The figures of the whole chain, above the table.
import { fixed, istDate, istTime, percent, price, signed, strike, timeToExpiry } from './format.js';
import { forwardWords } from './words.js';

const at = id => document.getElementById(id);
const nodes = Object.fromEntries(
  ['spot', 'spot-change', 'forward', 'forward-source', 'as-of', 'as-of-date', 'atm-iv', 'atm-strike', 'pcr', 'max-pain', 'days'].map(id => [id, at(id)]));
const banner = at('banner');

function put(id, text) {
  if (nodes[id].textContent !== text) nodes[id].textContent = text;
}

/** @param previousClose of the underlying, or null */
export function showHeader(header, previousClose) {
  put('spot', price(header?.spot));
  showChange(header?.spot ?? null, previousClose);
  put('forward', price(header?.forward));
  put('forward-source', header?.forward == null ? '' : header.forward_source ?? '');
  nodes['forward-source'].title = forwardWords(header?.forward_source);
  put('as-of', istTime(header?.as_of));
  put('as-of-date', header?.as_of ? `${istDate(header.as_of)} IST` : 'IST');
  put('atm-iv', percent(header?.atm_iv));
  put('atm-strike', strike(header?.atm_strike));
  put('pcr', fixed(header?.pcr, 2));
  put('max-pain', strike(header?.max_pain));
  put('days', timeToExpiry(header?.years_to_expiry));
}

export function showMode(mode) {
  banner.hidden = mode !== 'simulated';
}

function showChange(spot, previousClose) {
  const change = spot === null || previousClose === null ? null : spot - previousClose;
  put('spot-change', change === null ? '' : `${signed(change)} (${signed(change / previousClose * 100)}%)`);
  nodes['spot-change'].className = change > 0 ? 'rise' : change < 0 ? 'fall' : '';
}
