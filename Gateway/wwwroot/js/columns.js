// The figures of one side of the chain, outermost first (calls read left to right, puts mirror them).
import { compact, fixed, percent, price, signed, whole } from './format.js';

/**
 * key: name in hooks and styles · field: member of the quote · unit: what the tooltip says · trade: the side that a click prefills
 * fast: drawn with every frame, the others a few times a second
 * long: the tooltip's figure, when the cell shows a short one
 */
export const COLUMNS = [
  { key: 'oi', field: 'oi', title: 'OI', unit: 'Open interest, units', text: compact, long: whole },
  { key: 'volume', field: 'volume', title: 'Volume', unit: 'Volume of the day, units', text: compact, long: whole },
  { key: 'iv', field: 'iv', title: 'IV', unit: 'Implied volatility, % a year', text: percent, computed: true },
  { key: 'delta', field: 'delta', title: 'Delta', unit: 'Delta, per index point of the forward', text: v => fixed(v, 3), computed: true },
  { key: 'gamma', field: 'gamma', title: 'Gamma', unit: 'Gamma, delta per index point of the forward', text: v => fixed(v, 5), computed: true },
  { key: 'theta', field: 'theta_per_day', title: 'Theta', unit: 'Theta, ₹ per calendar day', text: v => fixed(v, 2), computed: true },
  { key: 'vega', field: 'vega_per_point', title: 'Vega', unit: 'Vega, ₹ per volatility point', text: v => fixed(v, 2), computed: true },
  { key: 'change', field: 'change', fast: true, title: 'Chg', unit: 'Last price less the previous close, ₹', text: v => signed(v) },
  { key: 'ltp', field: 'ltp', fast: true, title: 'LTP', unit: 'Last traded price, ₹', text: price, trade: 'BUY' },
  { key: 'bid', field: 'bid', fast: true, title: 'Bid', unit: 'Best bid, ₹', text: price, trade: 'SELL', size: 'bid_qty' },
  { key: 'ask', field: 'ask', fast: true, title: 'Ask', unit: 'Best ask, ₹', text: price, trade: 'BUY', size: 'ask_qty' },
];

const BY_KEY = Object.fromEntries(COLUMNS.map(column => [column.key, column]));
const INWARD = ['oi', 'volume', 'iv', 'delta', 'gamma', 'theta', 'vega', 'change', 'ltp', 'bid', 'ask'];
const OUTWARD = ['bid', 'ask', 'ltp', 'change', 'vega', 'theta', 'gamma', 'delta', 'iv', 'volume', 'oi'];

/** The cells of a row from left to right; `side` is null for the strike. */
export const CELLS = [
  ...INWARD.map(key => ({ side: 'call', column: BY_KEY[key] })),
  { side: null, column: null },
  ...OUTWARD.map(key => ({ side: 'put', column: BY_KEY[key] })),
];
export const STRIKE_CELL = INWARD.length;
