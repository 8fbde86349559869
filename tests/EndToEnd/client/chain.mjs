// One chain as a client holds it, with the protocol's promises checked on the way.
export class Chain {
  header = null;
  rows = new Map();

  /** Applies a frame; returns what is wrong with it, or null. */
  apply(frame) {
    switch (frame.type) {
      case 'snapshot':
        this.rows = new Map(frame.chain.rows.map(row => [row.strike, row]));
        this.header = headerOf(frame.chain);
        return null;
      case 'delta': {
        if (!this.header) return 'a delta came before the snapshot';
        if (frame.epoch !== this.header.epoch) return `a delta of epoch ${frame.epoch} came while ${this.header.epoch} is held`;
        if (frame.base_version !== this.header.version) return `a delta from ${frame.base_version} came while ${this.header.version} is held`;
        if (!(frame.version > frame.base_version)) return `a delta goes from ${frame.base_version} to ${frame.version}`;
        for (const row of frame.rows) this.rows.set(row.strike, row);
        for (const strike of frame.removed) this.rows.delete(strike);
        this.header = headerOf(frame.chain);
        return null;
      }
      case 'gap':
      case 'heartbeat':
        return null;
      default:
        return `a frame of the unknown type ${frame.type} came`;
    }
  }

  /** The whole chain in the form of the REST answer. */
  whole() {
    return { ...this.header, rows: [...this.rows.values()].sort((a, b) => a.strike - b.strike) };
  }
}

const headerOf = ({ rows, ...header }) => header;

/** Text that is the same for the same value, whatever the order of the fields. */
export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  return `{${Object.keys(value).sort().map(key => `${JSON.stringify(key)}:${canonical(value[key])}`).join(',')}}`;
}

export const say = fact => process.stdout.write(`${JSON.stringify(fact)}\n`);
