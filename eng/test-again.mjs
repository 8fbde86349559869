// Which of the failed tests of a result file are worth a second look, alone on the machine: prints a filter for `dotnet test`, or nothing.
// Usage: node eng/test-again.mjs FILE.trx
// Many at once are no accident, and a history that broke a rule of the money paths is a finding, whether or not it comes back.
import { readResults } from './test-results.mjs';

const Most = 3;
const failed = readResults(process.argv[2]).filter((r) => r.outcome === 'Failed');
const methods = [...new Set(failed.map((r) => r.method))];
if (methods.length > 0 && methods.length <= Most && !methods.some((m) => /\.Crashes\./.test(m))) console.log(methods.map((m) => `FullyQualifiedName=${m}`).join('|'));
