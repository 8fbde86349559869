// Watches single instruments and the feeds' health, and reports every frame with what is wrong with it.
// Argument: {url, instruments, options}
import { say } from './chain.mjs';
import { connect } from './hub.mjs';

const { url, instruments, options = {} } = JSON.parse(process.argv[2]);

/** Follows one stream whose items are named by a key; tells of each frame what it breaks. */
function follow(stream, name, list, key) {
  let version = null;
  const held = new Map();
  stream.subscribe({
    next: frame => {
      let wrong = null;
      if (frame.type === 'snapshot') held.clear();
      if (frame.type === 'delta' && frame.base_version !== version) wrong = `a delta from ${frame.base_version} came while ${version} is held`;
      if (frame.type === 'delta' && !(frame.version > frame.base_version)) wrong = `a delta goes from ${frame.base_version} to ${frame.version}`;
      for (const item of frame[list] ?? []) held.set(item[key], item);
      if (frame.type !== 'heartbeat') version = frame.version;
      say({ fact: 'frame', stream: name, type: frame.type, wrong, held: [...held.values()] });
    },
    error: error => say({ fact: 'error', stream: name, message: error.message }),
  });
}

const connection = connect(url);
await connection.start();
follow(connection.stream('StreamInstruments', instruments, options), 'quotes', 'quotes', 'instrument');
follow(connection.stream('StreamFeedHealth'), 'feeds', 'feeds', 'source');
