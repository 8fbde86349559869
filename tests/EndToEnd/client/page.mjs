// A trader's minute on the page, in headless Chromium: rows move, expiries change, an order goes through.
// Argument: {url, screenshots}
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { say } from './chain.mjs';

const PATIENCE = 20_000;
const { url, screenshots } = JSON.parse(process.argv[2]);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
try {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  page.setDefaultTimeout(PATIENCE);
  page.on('console', message => ['error', 'warning'].includes(message.type()) && say({ fact: 'console', type: message.type(), text: message.text() }));
  page.on('pageerror', error => say({ fact: 'console', type: 'error', text: error.message }));
  page.on('request', request => say({ fact: 'request', origin: new URL(request.url()).origin }));
  page.on('websocket', socket => say({ fact: 'request', origin: new URL(socket.url()).origin.replace(/^ws/, 'http') }));

  await page.goto(url);
  await page.waitForSelector('[data-testid^=row-]');
  await page.waitForFunction(() => document.querySelector('[data-testid=connection]').dataset.state === 'live');
  say({ fact: 'opened', rows: await page.locator('[data-testid^=row-]').count(), banner: await page.getByTestId('banner').isVisible() });
  // The first paint waits for fonts and bars; what counts is what a person sees a moment later.
  await rowsChange(page);
  await page.screenshot({ path: join(screenshots, 'page-1440.png') });

  const expiries = await page.getByTestId('expiry').locator('option').evaluateAll(options => options.map(o => o.value));
  const before = await instrument(page);
  await page.getByTestId('expiry').selectOption(expiries[1]);
  await page.waitForFunction(expiry => location.hash.includes(expiry), expiries[1]);
  await page.waitForSelector('.row.atm');
  await rowsChange(page);
  say({ fact: 'expiry', chosen: expiries[1], shown: await page.getByTestId('expiry').inputValue(), before, after: await instrument(page) });
  await page.getByTestId('expiry').selectOption(expiries[0]);
  await page.waitForFunction(expiry => location.hash.includes(expiry), expiries[0]);
  await page.waitForSelector('.row.atm');
  await rowsChange(page);

  await page.locator('.row.atm .call.c-ask').click();
  await page.getByTestId('ticket-quantity').waitFor();
  await page.waitForFunction(() => Number(document.querySelector('[data-testid=ticket-quantity]').value.replaceAll(',', '')) > 0);
  await page.getByTestId('ticket-type').selectOption('MARKET');
  await page.getByTestId('ticket-lots').fill('1');
  await page.getByTestId('ticket-submit').click();
  await page.waitForSelector('[data-testid^=order-status-][data-status=complete]');
  say({
    fact: 'ordered',
    status: (await page.locator('[data-testid^=order-status-]').first().textContent()).trim(),
    result: (await page.getByTestId('ticket-result').textContent()).trim(),
    orders: await page.locator('[data-testid^=order-status-]').count(),
  });
  await page.screenshot({ path: join(screenshots, 'page-after-order.png') });
} finally {
  await browser.close();
}

/** Waits until figures of at least three rows are others than they were. */
async function rowsChange(page) {
  const read = () => Object.fromEntries([...document.querySelectorAll('[data-testid^=row-]')].map(row => [row.dataset.testid, row.textContent]));
  const before = await page.evaluate(read);
  await page.waitForFunction(
    seen => [...document.querySelectorAll('[data-testid^=row-]')].filter(row => seen[row.dataset.testid] && seen[row.dataset.testid] !== row.textContent).length >= 3,
    before);
  say({ fact: 'rows-changed' });
}

/** The contract that a click on the money's call would trade. */
async function instrument(page) {
  await page.locator('.row.atm .call.c-ask').click();
  const name = await page.getByTestId('ticket-instrument').textContent();
  await page.keyboard.press('Escape');
  return name;
}
