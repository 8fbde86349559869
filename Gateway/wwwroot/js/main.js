// Puts the page together.
import { getUnderlyings, sentence } from './api.js';
import { ChainState } from './chain-state.js';
import { ChainView } from './chain-view.js';
import { ConnectionView } from './connection-view.js';
import { Feed } from './feed.js';
import { showHeader, showMode } from './header.js';
import { draw, drawLater } from './loop.js';
import { Orders } from './orders.js';
import { readPlace, resolvePlace, strikesOf, writePlace } from './place.js';
import { Tabs } from './tabs.js';
import { Ticket } from './ticket.js';

const UNDERLYINGS_MS = 5_000;
const RETRY_MS = 1_000;
const AGE_MS = 500;

const state = new ChainState();
const status = new ConnectionView();
const orders = new Orders(list => ticket.adopt(list));
const ticket = new Ticket(() => orders.refresh());
const view = new ChainView(state, (quote, side, limit) => ticket.open(quote, side, limit));
const tabs = new Tabs((underlying, expiry) => go({ ...wish, ...(underlying ? { underlying, expiry: null } : { expiry }) }));
const feed = new Feed({ onFrame: take, onState: (name, reason) => status.set(name, reason) });
const windows = document.getElementById('window');

// A tall window has room for more.
const usualWindow = innerHeight >= 1000 ? '20' : '10';
let wish = readPlace(location.hash, usualWindow);
let place = null;
let mode = null;
let underlyings = [];

function take(frame) {
  takeMode(frame.mode ?? frame.chain?.mode);
  const outcome = state.apply(frame);
  if (outcome === 'gap') status.gap(frame.mode ? `the market is ${frame.mode} from here on` : frame.reason);
  if (outcome === 'out_of_step') {
    status.gap('a frame did not follow the last one');
    feed.resubscribe();
  }
  if (outcome !== 'applied') return;
  if (frame.type === 'snapshot') status.filled();
  draw(render);
}

/** Prices of one market are never seen under the other's name, and an order that was made up of them is not sent to it. */
function takeMode(now) {
  if (!now || now === mode) return;
  const switched = mode !== null;
  mode = now;
  showMode(mode);
  if (!switched) return;
  ticket.leave(mode);
  state.clear();
  view.startOver();
  render();
}

function render() {
  view.render();
  showHeader(state.header, previousClose());
  const quote = view.quoteOf(ticket.instrument);
  if (quote) ticket.follow(quote);
}

function previousClose() {
  const { spot, change } = place?.info ?? {};
  return spot != null && change != null ? spot - change : null;
}

function go(next) {
  wish = next;
  const found = resolvePlace(wish, underlyings);
  if (!found?.expiry) return;
  const moved = found.underlying !== place?.underlying || found.expiry !== place?.expiry;
  const widened = found.window !== place?.window;
  place = found;
  tabs.show(underlyings, place.underlying, place.expiry);
  if (!moved && !widened) return;
  history.replaceState(null, '', writePlace(place));
  windows.value = place.window;
  if (moved) {
    state.clear();
    view.startOver();
    draw(render);
  }
  feed.watch(place.underlying, place.expiry, strikesOf(place.window));
}

async function refreshUnderlyings() {
  const { body, problem } = await getUnderlyings();
  if (body) {
    underlyings = Array.isArray(body) ? body : body.underlyings;
    takeMode(underlyings.find(info => info.underlying === (place?.underlying ?? underlyings[0]?.underlying))?.mode);
    go(wish);
  } else if (!place) {
    status.set('lost', `The underlyings could not be read. ${sentence(problem)}`);
  }
  setTimeout(refreshUnderlyings, place ? UNDERLYINGS_MS : RETRY_MS);
}

windows.addEventListener('change', () => go({ ...wish, window: windows.value }));
window.addEventListener('hashchange', () => go(readPlace(location.hash, usualWindow)));
const showAge = () => status.tick(feed.lastFrame, state.rows.values());
setInterval(() => drawLater(showAge, 0), AGE_MS);
feed.start();
refreshUnderlyings();
orders.refresh();
