// Adds up what the test runs left behind: results (*.trx, *.tap) and line coverage (coverage.cobertura.xml).
// Usage: node eng/test-summary.mjs FOLDER [failed-runs]   Prints coverage, then "N passed, N failed[, N skipped]"; exits 1 when a test or a coverage gate failed.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve, relative } from 'node:path';
import { attribute, readResults } from './test-results.mjs';

const root = resolve(import.meta.dirname, '..');
const folder = resolve(process.argv[2]);
const failedRuns = Number(process.argv[3] ?? 0);
const files = readdirSync(folder, { recursive: true }).map((f) => join(folder, f));

let passed = 0;
let failed = 0;
let skipped = 0;
let unstable = 0;
const indent = (lines) => lines.map((l) => `  ${l}`).join('\n');
for (const file of files.filter((f) => f.endsWith('.trx') && !f.endsWith('again.trx'))) {
  const second = join(dirname(file), 'again.trx');
  const again = existsSync(second) ? readResults(second) : [];
  for (const { id, name, outcome, message, at } of readResults(file)) {
    if (outcome === 'Passed') passed++;
    else if (outcome === 'NotExecuted') {
      skipped++;
      console.log(`skipped: ${name}: ${message || 'no reason given'}`);
    } else {
      const cases = again.filter((r) => r.id === id);
      const passes = cases.length > 0 && cases.every((r) => r.outcome === 'Passed');
      if (passes) unstable++;
      else failed++;
      console.log(`${passes ? 'unstable, passed when run again alone' : 'failed'}: ${name}\n${indent([...message.split('\n').slice(0, 12), ...at])}`);
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
passed += unstable;
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}${unstable > 0 ? ` (${unstable} only at the second run)` : ''}`);
process.exit(failed > 0 || (gates > 0 && !process.argv.includes('--no-gates')) || passed === 0 ? 1 : 0);
