// Whether what is on the screen is true now: state of the connection, age of the last frame, gaps, freshness of the quotes.
import { age } from './format.js';
import { FRESHNESS_ORDER } from './words.js';

const WORDS = { connecting: 'connecting', live: 'connected', silent: 'silent', lost: 'disconnected', refused: 'no stream' };
const box = document.getElementById('connection');
const [, state, since] = box.children;
const notice = document.getElementById('notice');
const counts = document.getElementById('freshness');
const chain = document.getElementById('chain');

export class ConnectionView {
  #state = 'connecting';
  #reason = null;
  #gap = null;
  #gaps = 0;

  set(name, reason) {
    if (name === this.#state && reason === this.#reason) return;
    this.#state = name;
    this.#reason = reason;
    this.#show();
  }

  /** A hole in the data, shown until the next snapshot fills it. */
  gap(reason) {
    this.#gap = reason ?? 'frames were missed';
    this.#gaps++;
    this.#show();
  }

  filled() {
    if (this.#gap === null) return;
    this.#gap = null;
    this.#show();
  }

  tick(lastFrame, rows) {
    const text = lastFrame ? age(performance.now() - lastFrame) : '–';
    if (since.textContent !== text) since.textContent = text;
    const found = freshnessCounts(rows);
    const summary = FRESHNESS_ORDER.filter(name => found[name]).map(name => `${found[name]} ${name.replace('_', ' ')}`).join(' · ');
    if (counts.textContent !== summary) counts.textContent = summary;
    counts.dataset.worst = FRESHNESS_ORDER.find(name => found[name]) ?? 'none';
  }

  #show() {
    box.dataset.state = this.#state;
    state.textContent = WORDS[this.#state];
    box.title = `${this.#reason ?? 'Frames arrive.'} Gaps since the page was opened: ${this.#gaps}. The time is the age of the last frame.`;
    const said = this.#gap !== null ? `Gap: ${this.#gap}. Fetching the whole chain again.` : this.#reason;
    notice.hidden = !said;
    notice.textContent = said ?? '';
    chain.classList.toggle('untrue', this.#state !== 'live' || this.#gap !== null);
  }
}

export function freshnessCounts(rows) {
  const found = {};
  for (const row of rows) {
    for (const quote of [row.call, row.put]) if (quote) found[quote.freshness] = (found[quote.freshness] ?? 0) + 1;
  }
  return found;
}
