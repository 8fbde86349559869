// Underlyings and expiries: what can be watched.
import { expiryDate, price, signed } from './format.js';

export class Tabs {
  #list = document.getElementById('underlyings');
  #expiry = document.getElementById('expiry');
  #tabs = new Map();
  #expiries = '';

  constructor(onSelect) {
    this.#list.addEventListener('click', event => {
      const tab = event.target.closest('.tab');
      if (tab) onSelect(tab.dataset.underlying, null);
    });
    this.#list.addEventListener('keydown', event => {
      const step = { ArrowLeft: 'previousElementSibling', ArrowRight: 'nextElementSibling' }[event.key];
      if (step) event.target[step]?.focus();
    });
    this.#expiry.addEventListener('change', () => onSelect(null, this.#expiry.value));
  }

  show(underlyings, chosen, expiry) {
    for (const info of underlyings) this.#tab(info, info.underlying === chosen);
    const expiries = underlyings.find(info => info.underlying === chosen)?.expiries ?? [];
    if (expiries.join() !== this.#expiries) {
      this.#expiries = expiries.join();
      this.#expiry.replaceChildren(...expiries.map(day => new Option(expiryDate(day), day)));
    }
    if (expiry && this.#expiry.value !== expiry) this.#expiry.value = expiry;
  }

  #tab(info, chosen) {
    const tab = this.#tabs.get(info.underlying) ?? this.#add(info);
    tab.setAttribute('aria-selected', String(chosen));
    tab.tabIndex = chosen ? 0 : -1;
    const [, spot, change] = tab.children;
    spot.textContent = price(info.spot);
    change.textContent = signed(info.change);
    change.className = info.change > 0 ? 'rise' : info.change < 0 ? 'fall' : '';
  }

  #add(info) {
    const tab = document.createElement('button');
    tab.type = 'button';
    tab.className = 'tab';
    tab.setAttribute('role', 'tab');
    tab.title = `${info.underlying} options on ${info.exchange}`;
    tab.dataset.underlying = info.underlying;
    tab.dataset.testid = `underlying-${info.underlying}`;
    tab.append(...['b', 'span', 'span'].map(name => document.createElement(name)));
    tab.firstChild.textContent = info.underlying;
    this.#tabs.set(info.underlying, tab);
    this.#list.append(tab);
    return tab;
  }
}
