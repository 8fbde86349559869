// Asks the hub for what it must refuse, and reports the words of each refusal.
// Argument: {url, key, asks: [{name, underlying, expiry, options}]}
import { say } from './chain.mjs';
import { connect, first } from './hub.mjs';

const { url, key, asks } = JSON.parse(process.argv[2]);
const connection = connect(url, key);
try {
  await connection.start();
} catch (error) {
  say({ fact: 'not-connected', message: error.message });
  process.exit(0);
}
for (const { name, underlying, expiry = null, options = {} } of asks) {
  try {
    const frame = await first(connection.stream('StreamChain', underlying, expiry, options));
    say({ fact: 'served', name, type: frame.type });
  } catch (error) {
    say({ fact: 'refused', name, message: error.message });
  }
}
await connection.stop();
