// The API key, when the service wants one. Kept for this tab only; never in an address.

const STORE = 'ticker.key';
const dialog = document.getElementById('access');
const input = document.getElementById('access-key');

export const hasKey = () => sessionStorage.getItem(STORE) !== null;

export function authorization() {
  const key = sessionStorage.getItem(STORE);
  return key ? { Authorization: `Bearer ${key}` } : {};
}

/** Everything that was refused tries again by itself, with the new key. An open ticket keeps its idempotency key. */
export function askForKey() {
  if (!dialog.open) dialog.showModal();
}

dialog.addEventListener('submit', event => {
  event.preventDefault();
  sessionStorage.setItem(STORE, input.value.trim());
  input.value = '';
  dialog.close();
});
