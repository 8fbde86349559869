// The chain that the page holds. A frame either applies exactly or is refused; there is no half-applied state.

export class ChainState {
  header = null;
  rows = new Map();
  /** Strikes in rising order. */
  strikes = [];
  /** Strikes whose row changed since the last `takeDirty`. */
  #dirty = new Set();
  #removed = new Set();

  /**
   * @returns {"applied" | "alive" | "gap" | "out_of_step"} `out_of_step`: the frame does not follow from what is held, a new snapshot is needed.
   */
  apply(frame) {
    switch (frame.type) {
      case 'snapshot': return this.#snapshot(frame.chain);
      case 'delta': return this.#delta(frame);
      case 'gap': return 'gap';
      case 'heartbeat': return this.#follows(frame.epoch) ? 'alive' : 'out_of_step';
      default: return 'alive';
    }
  }

  clear() {
    for (const strike of this.rows.keys()) this.#forget(strike);
    this.header = null;
    this.strikes = [];
  }

  /** What to draw: changed strikes and vanished ones. Bounded by the number of strikes, however long nobody draws. */
  takeDirty() {
    const changes = { changed: [...this.#dirty], removed: [...this.#removed] };
    this.#dirty.clear();
    this.#removed.clear();
    return changes;
  }

  #follows(epoch) {
    return this.header !== null && this.header.epoch === epoch;
  }

  #snapshot(chain) {
    const { rows, ...header } = chain;
    const kept = new Set(rows.map(row => row.strike));
    for (const strike of this.rows.keys()) if (!kept.has(strike)) this.#forget(strike);
    for (const row of rows) this.#put(row);
    this.header = header;
    this.#order();
    return 'applied';
  }

  #delta(frame) {
    if (!this.#follows(frame.epoch) || frame.base_version !== this.header.version) return 'out_of_step';
    const known = this.rows.size;
    for (const strike of frame.removed ?? []) this.#forget(strike);
    for (const row of frame.rows ?? []) this.#put(row);
    const { rows: _, ...header } = frame.chain;
    this.header = { ...header, epoch: frame.epoch, version: frame.version };
    if (frame.removed?.length || this.rows.size !== known) this.#order();
    return 'applied';
  }

  #put(row) {
    this.rows.set(row.strike, row);
    this.#dirty.add(row.strike);
    this.#removed.delete(row.strike);
  }

  #forget(strike) {
    if (!this.rows.delete(strike)) return;
    this.#dirty.delete(strike);
    this.#removed.add(strike);
  }

  #order() {
    this.strikes = [...this.rows.keys()].sort((a, b) => a - b);
  }
}
