// What is watched, kept in the address, so that a reload and a second window show the same.

const WINDOWS = { 10: 10, 20: 20, all: null };

/** `#NIFTY/2025-11-25/20`; `usual` is the window when the address names none. */
export function readPlace(hash, usual = '10') {
  const [underlying, expiry, window] = decodeURIComponent(hash.replace(/^#/, '')).split('/');
  return {
    underlying: underlying || null,
    expiry: /^\d{4}-\d\d-\d\d$/.test(expiry ?? '') ? expiry : null,
    window: window in WINDOWS ? window : usual,
  };
}

export const writePlace = ({ underlying, expiry, window }) => `#${encodeURIComponent(underlying)}/${expiry}/${window}`;

/** Strikes on each side; null is all. */
export const strikesOf = window => WINDOWS[window];

/** The wish where it exists, else the first underlying and the nearest expiry. */
export function resolvePlace(wish, underlyings) {
  const info = underlyings.find(candidate => candidate.underlying === wish.underlying) ?? underlyings[0];
  if (!info) return null;
  const expiry = info.expiries.includes(wish.expiry) ? wish.expiry : info.expiries[0] ?? null;
  return { underlying: info.underlying, expiry, window: wish.window, info };
}
