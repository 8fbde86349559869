// The page while the market is switched: what is on the screen, told whenever it changes, until the test ends this.
// Argument: {url, key}
import { chromium } from 'playwright-core';
import { say } from './chain.mjs';

const { url, key } = JSON.parse(process.argv[2]);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
process.stdin.resume().on('end', () => browser.close());
const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
page.on('pageerror', error => say({ fact: 'fault', text: error.message }));
await page.exposeFunction('say', say);
await page.addInitScript(watch);
await page.goto(url);
await page.locator('#access-key').fill(key);
await page.locator('#access-key').press('Enter');
process.stdin.on('data', async () => {
  await page.locator('.row.atm .call.c-ask').click();
  await page.getByTestId('ticket-submit').waitFor();
});

/** Runs in the page: looks once a frame. */
function watch() {
  let last = '';
  const at = id => document.querySelector(`[data-testid=${id}]`);
  const shown = element => element.hidden ? null : element.textContent;
  const look = () => {
    requestAnimationFrame(look);
    if (!at('notice')) return;
    const quotes = [...document.querySelectorAll('[data-testid^=row-]')].flatMap(row => [row.dataset.call, row.dataset.put]);
    const screen = {
      fact: 'screen',
      banner: shown(at('banner')),
      connection: at('connection').dataset.state,
      notice: shown(at('notice')),
      expiry: at('expiry').value,
      ticket: !at('ticket').hidden,
      rows: quotes.length > 0,
      simulated: quotes.includes('simulated'),
      live: ['live', 'quiet', 'closed'].some(freshness => quotes.includes(freshness)),
      day: document.getElementById('as-of-date').textContent,
    };
    const text = JSON.stringify(screen);
    if (text === last) return;
    last = text;
    window.say(screen);
  };
  requestAnimationFrame(look);
}
