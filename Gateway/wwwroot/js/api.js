// REST calls of the page. Failures come back as problem details, also when there was no answer.
import { authorization, askForKey } from './access.js';

const TIMEOUT_MS = 15_000;

/**
 * @returns {Promise<{status: number, body: any, problem: object | null}>} status 0: no answer, and what the request did is not known.
 */
async function call(method, path, { body, headers } = {}) {
  let response;
  try {
    response = await fetch(path, {
      method,
      headers: { Accept: 'application/json', ...(body ? { 'Content-Type': 'application/json' } : {}), ...authorization(), ...headers },
      body: body ? JSON.stringify(body) : undefined,
      cache: 'no-store',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  } catch (error) {
    const late = error.name === 'TimeoutError';
    return failed(0, { code: late ? 'timeout' : 'network', detail: late ? 'The service did not answer in time.' : 'The service could not be reached.' });
  }
  const content = await readJson(response);
  if (response.ok) return { status: response.status, body: content, problem: null };
  if (response.status === 401) askForKey();
  return failed(response.status, content ?? { title: `The service answered ${response.status}.` });
}

const failed = (status, problem) => ({ status, body: null, problem });

async function readJson(response) {
  try {
    return await response.json();
  } catch {
    return null;
  }
}

export const getUnderlyings = () => call('GET', '/api/v1/underlyings');
export const getInstrument = instrument => call('GET', `/api/v1/instruments/${encodeURIComponent(instrument).replace('%3A', ':')}`);
export const getOrders = () => call('GET', '/api/v1/orders?limit=50');
export const placeOrder = (key, body) => call('POST', '/api/v1/orders', { body, headers: { 'Idempotency-Key': key } });
export const cancelOrder = id => call('DELETE', `/api/v1/orders/${encodeURIComponent(id)}`);
export const newHubTicket = () => call('POST', '/api/v1/hub-ticket');

/** One sentence of a problem. */
export const sentence = problem => problem?.detail ?? problem?.title ?? 'The service refused without a reason.';

/** Field → sentence, from `errors` (a map of lists) or from a single `field`. */
export function fieldErrors(problem) {
  const found = {};
  for (const [field, said] of Object.entries(problem?.errors ?? {})) found[field] = Array.isArray(said) ? said.join(' ') : String(said);
  if (problem?.field) found[problem.field] ??= sentence(problem);
  return found;
}
