// Adds up what the test runs left behind: results (*.trx, *.tap) and line coverage (coverage.cobertura.xml).
// Usage: node eng/test-summary.mjs FOLDER [failed-runs]   Prints coverage, then "N passed, N failed[, N skipped]"; exits 1 when a test or a coverage gate failed.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve, relative } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const folder = resolve(process.argv[2]);
const failedRuns = Number(process.argv[3] ?? 0);
const files = readdirSync(folder, { recursive: true }).map((f) => join(folder, f));
const attribute = (text, name) => new RegExp(`\\b${name}="([^"]*)"`).exec(text)?.[1];
const decode = (text) => text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&apos;', "'").replaceAll('&amp;', '&');

let passed = 0;
let failed = 0;
let skipped = 0;
for (const file of files.filter((f) => f.endsWith('.trx'))) {
  const text = readFileSync(file, 'utf8');
  for (const [result, body] of text.matchAll(/<UnitTestResult\b[^>]*?(?:\/>|>([\s\S]*?)<\/UnitTestResult>)/g)) {
    const outcome = attribute(result, 'outcome');
    const name = decode(attribute(result, 'testName') ?? '?');
    if (outcome === 'Passed') passed++;
    else if (outcome === 'NotExecuted') {
      skipped++;
      const why = /<Message>([\s\S]*?)<\/Message>|<StdOut>([\s\S]*?)<\/StdOut>/.exec(body ?? '');
      console.log(`skipped: ${name}: ${decode(why?.[1] ?? why?.[2] ?? 'no reason given').trim()}`);
    } else {
      failed++;
      console.log(`failed: ${name}`);
    }
  }
}
for (const file of files.filter((f) => f.endsWith('.tap'))) {
  const text = readFileSync(file, 'utf8');
  const count = (what) => Number(new RegExp(`^# ${what} (\\d+)$`, 'm').exec(text)?.[1] ?? 0);
  passed += count('pass');
  failed += count('fail') + count('cancelled');
  skipped += count('skipped');
}

// A line counts as covered when any run covered it.
const lines = new Map();
for (const file of files.filter((f) => f.endsWith('coverage.cobertura.xml'))) {
  const text = readFileSync(file, 'utf8');
  const sources = [...text.matchAll(/<source>([^<]*)<\/source>/g)].map((m) => m[1]);
  for (const [, open, body] of text.matchAll(/<class\b([^>]*)>([\s\S]*?)<\/class>/g)) {
    const name = attribute(open, 'filename');
    // A report lists all its roots and does not say which one a file is under.
    const path = sources.map((s) => relative(root, resolve(s, name))).find((p) => !p.startsWith('..') && existsSync(join(root, p))) ?? name;
    const hits = lines.get(path) ?? lines.set(path, new Map()).get(path);
    for (const [line] of body.matchAll(/<line\b[^>]*>/g)) {
      const number = attribute(line, 'number');
      hits.set(number, (hits.get(number) ?? 0) + Number(attribute(line, 'hits')));
    }
  }
}

const share = (belongs) => {
  let total = 0;
  let covered = 0;
  for (const [path, hits] of lines) {
    if (!belongs(path)) continue;
    total += hits.size;
    covered += [...hits.values()].filter((h) => h > 0).length;
  }
  return total === 0 ? null : (100 * covered) / total;
};
const under = (prefix) => (path) => path.startsWith(prefix);
const areas = [
  ['Pricing', under('Pricing/'), 95],
  ['orders', under('Grains/Orders/'), 95],
  ['Kite', under('Kite/'), null],
  ['Kite.Simulator', under('Kite.Simulator/'), null],
  ['Orleans.Embedded', under('Orleans.Embedded/'), null],
  ['Grains', (p) => p.startsWith('Grains/') || p.startsWith('Grains.Interfaces/'), null],
  ['Silo', under('Silo/'), null],
  ['Gateway', under('Gateway/'), null],
  ['overall', () => true, 85],
];
let gates = 0;
for (const [name, belongs, goal] of areas) {
  const percent = share(belongs);
  if (percent === null) continue;
  const short = goal !== null && percent < goal;
  if (short) gates++;
  console.log(`coverage.${name}: ${percent.toFixed(1)} %${goal === null ? '' : ` (at least ${goal})`}${short ? ' MISSED' : ''}`);
}
if (process.argv.includes('--worst')) {
  const worst = [...lines].map(([p, h]) => [p, [...h.values()].filter((x) => x === 0).length, h.size]).filter(([, miss]) => miss > 0).sort((a, b) => b[1] - a[1]);
  for (const [path, miss, size] of worst.slice(0, 40)) console.log(`  ${path}: ${miss} of ${size} lines not covered`);
}

failed += failedRuns;
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exit(failed > 0 || (gates > 0 && !process.argv.includes('--no-gates')) || passed === 0 ? 1 : 0);
