// The official client's ticker, unmodified: it subscribes in three modes and reports what it parsed, and order updates as they come.
import { KiteConnect, KiteTicker } from 'kiteconnect';
import { logIn, report } from './common.mjs';

const { rest, ticker, apiKey, apiSecret, ltp, quote, full, symbol, lot } = JSON.parse(process.argv[2]);
const kite = new KiteConnect({ api_key: apiKey, root: rest });
kite.default_login_uri = new URL('connect/login', rest).href;
const session = await logIn(kite, apiSecret);
const socket = new KiteTicker({ api_key: apiKey, access_token: session.access_token, root: ticker });
const wanted = new Map([...ltp.map(t => [t, 'ltp']), ...quote.map(t => [t, 'quote']), ...full.map(t => [t, 'full'])]);
const parsed = new Map();
socket.on('connect', () => {
  socket.subscribe([...wanted.keys()]);
  socket.setMode(socket.modeLTP, ltp);
  socket.setMode(socket.modeQuote, quote);
  socket.setMode(socket.modeFull, full);
});
socket.on('ticks', async ticks => {
  for (const tick of ticks)
    if (tick.mode === wanted.get(tick.instrument_token)) parsed.set(tick.instrument_token, tick);
  if (parsed.size === wanted.size && !socket.told) {
    socket.told = true;
    report('ticks', [...parsed.values()]);
    await kite.placeOrder('regular', { exchange: 'NFO', tradingsymbol: symbol, transaction_type: 'BUY', quantity: lot, product: 'NRML', order_type: 'LIMIT', price: 1, tag: 'pushed' });
  }
});
socket.on('order_update', order => {
  report('order', { status: order.status, tag: order.tag, id: order.order_id });
  process.exit(0);
});
socket.on('error', error => report('error', String(error.message ?? error)));
socket.connect();
