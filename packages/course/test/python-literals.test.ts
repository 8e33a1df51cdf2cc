import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { literalFault } from '../src/cases/python-literal.ts';
import { brokenLiteral, literal } from './literal-arbitraries.ts';

/** The seed is fixed, so that a failure can be repeated. */
const sampling = { seed: 14, numRuns: 10_000 };

/** Whether Python accepts each source. */
function acceptedByPython(sources: readonly string[]): boolean[] {
  const program = `
import ast, json, sys, warnings
warnings.simplefilter("ignore")
def accepts(source):
    try:
        ast.literal_eval(source)
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return False
    return True
json.dump([accepts(source) for source in json.load(sys.stdin)], sys.stdout)
`;
  const input = JSON.stringify(sources);
  const answer = execFileSync('python3', ['-I', '-c', program], { input, maxBuffer: 2 ** 26 });
  return JSON.parse(answer.toString()) as boolean[];
}

/** What literalFault knowingly decides otherwise than Python. */
const isKnownDifference = (source: string): boolean =>
  /^#|\.\.\.|\\N|[-+]\s*\(|\)\s*[-+]/.test(source);

const isAccepted = (source: string): boolean => literalFault(source) === null;

it('accepts the literals that ast.literal_eval accepts', () => {
  const sources = fc.sample(literal, sampling);
  const accepted = acceptedByPython(sources);
  expect(sources.filter((each, index) => isAccepted(each) !== accepted[index])).toEqual([]);
  expect(accepted.filter(Boolean).length).toBeGreaterThan(0.8 * sources.length);
});

it('refuses the broken literals that ast.literal_eval refuses', () => {
  const sources = fc
    .sample(brokenLiteral, sampling)
    .map((source) => source.trim())
    .filter((source) => !isKnownDifference(source));
  const accepted = acceptedByPython(sources);
  expect(sources.filter((each, index) => isAccepted(each) !== accepted[index])).toEqual([]);
  expect(accepted.filter((each) => !each).length).toBeGreaterThan(0.2 * sources.length);
});
