// The broker's official JavaScript client, unmodified: only its addresses are set. It does what a trader does on a day and reports each step
// as a line of JSON.
import { KiteConnect } from 'kiteconnect';
import { report, logIn } from './common.mjs';

const { rest, apiKey, apiSecret } = JSON.parse(process.argv[2]);
const kite = new KiteConnect({ api_key: apiKey, root: rest });
kite.default_login_uri = new URL('connect/login', rest).href;

const session = await logIn(kite, apiSecret);
report('session', { user: session.user_id, loginTime: session.login_time.toISOString(), token: session.access_token.length });
report('profile', await kite.getProfile());

const all = (await kite.getInstruments()).filter(i => i.instrument_token);
const nse = (await kite.getInstruments('NSE')).filter(i => i.instrument_token);
const option = all.find(i => i.tradingsymbol.startsWith('NIFTY') && i.instrument_type === 'CE' && i.last_price > 100);
const share = nse.find(i => i.tradingsymbol === 'INFY');
report('instruments', {
  count: all.length, nse: nse.length, options: all.filter(i => ['CE', 'PE'].includes(i.instrument_type)).length,
  expiry: option.expiry.toISOString(), lot: option.lot_size, tick: option.tick_size, share,
});

const key = `NFO:${option.tradingsymbol}`;
const quote = (await kite.getQuote([key, 'NSE:NIFTY 50', 'NSE:NOTHING']));
const ohlc = await kite.getOHLC(key);
const ltp = await kite.getLTP([key, 'NSE:INFY']);
report('quotes', { key, quote: quote[key], keys: Object.keys(quote), ohlc: ohlc[key], ltp: ltp[key] });

const day = session.login_time.toISOString().slice(0, 10);
const candles = await kite.getHistoricalData(option.instrument_token, 'minute', `${day} 09:15:00`, `${day} 10:14:00`, false, true);
report('historical', { count: candles.length, first: candles[0], valid: candles.every(c => c.low <= c.open && c.high >= c.close) });

const order = {
  exchange: 'NFO', tradingsymbol: option.tradingsymbol, transaction_type: 'BUY', quantity: option.lot_size, product: 'NRML',
  order_type: 'LIMIT', price: 1, validity: 'DAY', tag: 'official1',
};
const { order_id } = await kite.placeOrder('regular', { ...order });
await until(async () => (await last(order_id)).status === 'OPEN');
report('modified', await kite.modifyOrder('regular', order_id, { price: 2, quantity: 2 * option.lot_size }));
await until(async () => (await last(order_id)).price === 2);
report('cancelled', await kite.cancelOrder('regular', order_id));
await until(async () => (await last(order_id)).status === 'CANCELLED');
const history = await kite.getOrderHistory(order_id);
report('history', { order_id, states: history.map(h => h.status), tag: history.at(-1).tag, at: history.at(-1).order_timestamp.toISOString() });

const bought = (await kite.placeOrder('regular', { ...order, order_type: 'MARKET', market_protection: -1, price: undefined, tag: 'official2' })).order_id;
await until(async () => (await last(bought)).status === 'COMPLETE');
const row = (await kite.getOrders()).find(o => o.order_id === bought);
const fill = (await kite.getOrderTrades(bought))[0];
report('market', { type: row.order_type, tags: row.tags, filled: row.filled_quantity, average: row.average_price, trades: (await kite.getTrades()).length, fill });
report('positions', (await kite.getPositions()).net.map(p => ({ symbol: p.tradingsymbol, quantity: p.quantity, average: p.average_price })));
report('converted', await kite.convertPosition({
  exchange: 'NFO', tradingsymbol: option.tradingsymbol, transaction_type: 'BUY', position_type: 'day', quantity: option.lot_size, old_product: 'NRML', new_product: 'MIS',
}));
report('holdings', { holdings: await kite.getHoldings(), auctions: await kite.getAuctionInstruments() });
report('margins', { all: await kite.getMargins(), equity: await kite.getMargins('equity') });

const margin = { exchange: 'NFO', tradingsymbol: option.tradingsymbol, transaction_type: 'SELL', variety: 'regular', product: 'NRML', order_type: 'LIMIT', quantity: option.lot_size, price: 100 };
report('order margins', { compact: await kite.orderMargins([margin]), full: await kite.orderMargins([margin], null), basket: await kite.orderBasketMargins([margin], true, 'compact') });
report('contract note', await kite.getvirtualContractNote([{ ...margin, order_id: '1', average_price: 100 }]));

const now = ltp[key].last_price;
const trigger = (type, values) => ({
  trigger_type: type, tradingsymbol: option.tradingsymbol, exchange: 'NFO', trigger_values: values, last_price: now,
  orders: values.map(v => ({ transaction_type: 'SELL', quantity: option.lot_size, product: 'NRML', order_type: 'LIMIT', price: v })),
});
const round = v => Math.round(v / 0.05) * 0.05;
const gtt = await kite.placeGTT(trigger('single', [Number(round(now * 2).toFixed(2))]));
await kite.modifyGTT(gtt.trigger_id, trigger('two-leg', [Number(round(now / 2).toFixed(2)), Number(round(now * 2).toFixed(2))]));
const read = await kite.getGTT(gtt.trigger_id);
const listed = await kite.getGTTs();
await kite.deleteGTT(gtt.trigger_id);
report('gtt', { id: gtt.trigger_id, type: read.type, status: read.status, legs: read.orders.length, listed: listed.length, after: (await kite.getGTT(gtt.trigger_id)).status });

const funds = (await kite.getMFInstruments()).filter(f => f.amc);
const fund = funds[0].tradingsymbol;
const placed = await kite.placeMFOrder({ tradingsymbol: fund, transaction_type: 'BUY', amount: 5000, tag: 'official' });
const sip = await kite.placeMFSIP({ tradingsymbol: fund, amount: 1000, instalments: 12, frequency: 'monthly', initial_amount: 5000 });
await kite.modifyMFSIP(sip.sip_id, { amount: 1500, status: 'paused' });
report('funds', {
  funds: funds.length, allowed: funds[0].purchase_allowed, orders: (await kite.getMFOrders()).length, one: (await kite.getMFOrders(placed.order_id)).status,
  sips: (await kite.getMFSIPS()).length, sip: (await kite.getMFSIPS(sip.sip_id)).status, ended: await kite.cancelMFSIP(sip.sip_id),
  cancelled: await kite.cancelMFOrder(placed.order_id), holdings: await kite.getMFHoldings(),
});

const refusals = {};
for (const [name, call] of Object.entries({
  input: () => kite.placeOrder('regular', { ...order, quantity: 1 }),
  order: () => kite.cancelOrder('regular', order_id),
  renew: () => kite.renewAccessToken('none', apiSecret),
})) refusals[name] = (await call().then(() => ({}), e => e)).error_type;
let expired = 0;
kite.setSessionExpiryHook(() => expired++);
await kite.invalidateAccessToken();
refusals.token = (await kite.getProfile().then(() => ({}), e => e)).error_type;
report('refusals', { ...refusals, expired });

async function last(id) {
  return (await kite.getOrders()).find(o => o.order_id === id);
}

async function until(condition) {
  for (let i = 0; i < 200; i++) {
    if (await condition()) return;
    await new Promise(resolve => setTimeout(resolve, 50));
  }
  throw new Error(`never: ${condition}`);
}
