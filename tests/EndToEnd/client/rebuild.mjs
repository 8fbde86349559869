// Rebuilds a chain from a snapshot and deltas, and compares it with the REST answer of the same version.
// Argument: {url, underlying, matches}
import { Chain, canonical, say } from './chain.mjs';
import { connect } from './hub.mjs';

const KEPT_VERSIONS = 50;
const MOST_TRIES = 200;
const { url, underlying, matches } = JSON.parse(process.argv[2]);
const chain = new Chain();
const versions = new Map();
const connection = connect(url);
let deltas = 0;
let finished = false;

await connection.start();
connection.stream('StreamChain', underlying, null, { max_hz: 20 }).subscribe({
  next: frame => {
    const wrong = chain.apply(frame);
    if (wrong) fail(wrong);
    if (frame.type === 'delta') deltas++;
    if (frame.type !== 'delta' && frame.type !== 'snapshot') return;
    versions.set(`${chain.header.epoch}/${chain.header.version}`, chain.whole());
    if (versions.size > KEPT_VERSIONS) versions.delete(versions.keys().next().value);
  },
  error: error => fail(error.message),
  complete: () => fail('the stream ended'),
});

let matched = 0;
for (let tries = 0; matched < matches && tries < MOST_TRIES; tries++) {
  const asked = await (await fetch(`${url}api/v1/chains/${underlying}`)).json();
  // The same version is on its way to the stream, too.
  await new Promise(resolve => setTimeout(resolve, 100));
  const held = versions.get(`${asked.epoch}/${asked.version}`);
  if (!held || deltas < 5) continue;
  const difference = differ(held, asked);
  if (difference) fail(`version ${asked.version}: ${difference}`);
  matched++;
}
finished = true;
say({ fact: 'done', matched, deltas });
await connection.stop();

function differ(held, asked) {
  if (canonical(held) === canonical(asked)) return null;
  for (const key of new Set([...Object.keys(held), ...Object.keys(asked)])) {
    if (key !== 'rows' && canonical(held[key]) !== canonical(asked[key])) return `${key} is ${held[key]} by deltas and ${asked[key]} by REST`;
  }
  const other = new Map(asked.rows.map(row => [row.strike, row]));
  const row = held.rows.find(one => canonical(one) !== canonical(other.get(one.strike)));
  return row ? `the row of ${row.strike} is ${canonical(row)} by deltas and ${canonical(other.get(row.strike))} by REST` : 'REST has rows that the deltas have not';
}

function fail(message) {
  if (finished) return;
  say({ fact: 'failed', message });
  process.exit(1);
}
