// Figures to text. Every function takes null for "not known" and answers with a dash, never with 0.

export const NONE = '–';

const known = value => typeof value === 'number' && Number.isFinite(value);

/** Digits in the Indian way: 12,34,567. */
function group(digits) {
  if (digits.length <= 3) return digits;
  const head = digits.slice(0, -3).replace(/\B(?=(\d\d)+$)/g, ',');
  return `${head},${digits.slice(-3)}`;
}

/** `-0.00` is written without its sign: it is not a movement. */
export function fixed(value, decimals) {
  if (!known(value)) return NONE;
  const text = Math.abs(value).toFixed(decimals);
  const [whole, fraction] = text.split('.');
  const sign = value < 0 && Number(text) !== 0 ? '-' : '';
  return sign + group(whole) + (fraction ? `.${fraction}` : '');
}

export const price = value => fixed(value, 2);

export function signed(value, decimals = 2) {
  const text = fixed(value, decimals);
  return known(value) && value > 0 && Number(value.toFixed(decimals)) !== 0 ? `+${text}` : text;
}

/** A decimal volatility as percent without the sign: 0.1325 is 13.25. */
export const percent = (value, decimals = 2) => known(value) ? fixed(value * 100, decimals) : NONE;

export const whole = value => fixed(value, 0);

/** Units, short: lakh (L) and crore (Cr). */
export function compact(value) {
  if (!known(value)) return NONE;
  const size = Math.abs(value);
  if (size >= 99_99_500) return `${fixed(value / 1e7, 2)}Cr`;
  if (size >= 1e5) return `${fixed(value / 1e5, size >= 1e6 ? 1 : 2)}L`;
  return whole(value);
}

/** 25900 is 25,900; 102.5 keeps its half. */
export const strike = value => known(value) ? fixed(value, Number.isInteger(value) ? 0 : 2) : NONE;

const IST = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Asia/Kolkata', hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23',
});
const IST_DATE = new Intl.DateTimeFormat('en-GB', { timeZone: 'Asia/Kolkata', day: '2-digit', month: 'short', year: 'numeric' });
const DAY = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', weekday: 'short', day: '2-digit', month: 'short', year: 'numeric' });

export const istTime = stamp => stamp ? IST.format(new Date(stamp)) : NONE;
export const istDate = stamp => stamp ? IST_DATE.format(new Date(stamp)) : NONE;

/** `2025-11-25` is `Tue 25 Nov 2025`, wherever the browser is. */
export const expiryDate = day => DAY.format(new Date(`${day}T00:00:00Z`)).replace(',', '');

/** Years (act/365) as days; under a day as hours and minutes. */
export function timeToExpiry(years) {
  if (!known(years)) return NONE;
  const days = years * 365;
  if (days <= 0) return 'expired';
  if (days >= 1) return `${days.toFixed(2)} d`;
  const minutes = Math.floor(days * 1440);
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}

/** Age of the last frame. */
export const age = milliseconds => milliseconds < 9_950 ? `${(milliseconds / 1000).toFixed(1)} s` : `${Math.round(milliseconds / 1000)} s`;
