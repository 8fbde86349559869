// Watches a chain and reports every frame; after a reconnect it resumes from what it holds.
// Argument: {url, underlying, expiry, options, key}
import { Chain, say } from './chain.mjs';
import { connect } from './hub.mjs';

const { url, underlying, expiry = null, options = {}, key } = JSON.parse(process.argv[2]);
const chain = new Chain();
const connection = connect(url, key);
let current = null;

function subscribe(more) {
  const mine = current = {};
  connection.stream('StreamChain', underlying, expiry, { ...options, ...more }).subscribe({
    next: frame => mine === current && report(frame),
    error: error => mine === current && say({ fact: 'error', message: error.message }),
    complete: () => mine === current && say({ fact: 'complete' }),
  });
}

function report(frame) {
  const held = chain.header && { epoch: chain.header.epoch, version: chain.header.version };
  const wrong = chain.apply(frame);
  const strikes = [...chain.rows.keys()].sort((a, b) => a - b);
  say({
    fact: 'frame', type: frame.type, at: performance.now(), held, wrong,
    epoch: frame.epoch ?? frame.chain?.epoch, base_version: frame.base_version, version: frame.version ?? frame.chain?.version,
    changed: frame.rows?.length, removed: frame.removed, strikes: strikes.length, low: strikes[0], high: strikes.at(-1),
    atm: chain.header?.atm_strike, forward: chain.header?.forward, reason: frame.reason,
  });
}

connection.onreconnecting(() => say({ fact: 'reconnecting' }));
connection.onreconnected(() => {
  say({ fact: 'reconnected' });
  subscribe({ resume: { epoch: chain.header.epoch, version: chain.header.version } });
});
connection.onclose(error => say({ fact: 'closed', message: error?.message }));
await connection.start();
say({ fact: 'connected' });
subscribe({});
