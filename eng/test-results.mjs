// Reads the result files (*.trx) of `dotnet test`.
import { readFileSync } from 'node:fs';

/** An attribute of the first element of a piece of XML, as it is written there. */
export const attribute = (text, name) => new RegExp(`\\b${name}="([^"]*)"`).exec(text)?.[1];
const decode = (text) => text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&apos;', "'").replaceAll('&#xD;', '').replaceAll('&#xA;', '\n').replaceAll('&amp;', '&');

/** Each case: its id, name, outcome, `Class.Method`, what it says where it failed or was skipped, and where. */
export function readResults(file) {
  const text = readFileSync(file, 'utf8');
  const methods = new Map();
  for (const [, head, body] of text.matchAll(/<UnitTest\b([^>]*)>([\s\S]*?)<\/UnitTest>/g)) {
    const method = /<TestMethod\b[^>]*>/.exec(body)?.[0] ?? '';
    methods.set(attribute(head, 'id'), `${attribute(method, 'className')}.${attribute(method, 'name')?.replace(/\(.*$/s, '')}`);
  }
  return [...text.matchAll(/<UnitTestResult\b[^>]*?(?:\/>|>([\s\S]*?)<\/UnitTestResult>)/g)].map(([result, body]) => {
    const part = (name) => decode(new RegExp(`<${name}>([\\s\\S]*?)</${name}>`).exec(body ?? '')?.[1] ?? '').trim();
    const id = attribute(result, 'testId');
    return {
      id, name: decode(attribute(result, 'testName') ?? '?'), outcome: attribute(result, 'outcome'), method: decode(methods.get(id) ?? ''),
      message: part('Message') || part('StdOut'), at: part('StackTrace').split('\n').filter((l) => l.includes(':line ')).slice(0, 3).map((l) => l.trim()),
    };
  });
}
