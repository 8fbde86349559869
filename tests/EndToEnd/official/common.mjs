export const report = (fact, value) => console.log(JSON.stringify({ fact, value }));

/** Follows the log-in link as a browser would, up to the redirect, and exchanges the request token. */
export async function logIn(kite, apiSecret) {
  const page = await fetch(kite.getLoginURL(), { redirect: 'manual' });
  const token = new URL(page.headers.get('location')).searchParams.get('request_token');
  return kite.generateSession(token, apiSecret);
}
