import type { Outcome, TestResult } from '@touchstone/contracts';
import { expect, it } from 'vitest';
import { kindOfFailure } from './kind-of-failure.ts';

const test = (name: string, outcome: Outcome, changes: Partial<TestResult> = {}): TestResult => ({
  ...{ name, title: name, outcome, message: null, call: null, expected: null, actual: null },
  ...{ line: null, output: null, points: null, hint: null, hidden: false, ...changes },
});
const failing = (changes: Partial<TestResult>) => ({
  verdict: 'failed' as const,
  output: '',
  tests: [test('cases.1', 'passed'), test('cases.2', 'failed', changes), test('cases.3', 'failed')],
});
const wrong = (actual: string, advice = 'Look at line 3, where `f` returns.') =>
  failing({
    ...{ call: 'f(3, "a")', expected: '10', actual },
    message: `\`f(3, "a")\` should be 10, but is ${actual}. ${advice}`,
  });
const code = `def f(n, text):
    total = 0
    for i in range(n):
        total += i
    return total
`;

it('names the first test that did not pass, and its message without values', () => {
  expect(kindOfFailure(wrong('3'), code)).toMatchObject({
    test: 'cases.2',
    message:
      'the call should be the right value, but is an integer. Look at line N, where `x` returns.',
  });
  expect(kindOfFailure({ ...wrong('3'), tests: [], verdict: 'passed' }, code)).toBeNull();
  expect(kindOfFailure({ ...wrong('3'), verdict: 'internal-error' }, code)).toBeNull();
});

it('is the same for other names, constants, comments, layout and unused functions', () => {
  const kind = kindOfFailure(wrong('3'), code)?.kind;
  const same = [
    code.replaceAll('total', 'summe').replaceAll(/\bi\b/g, 'k'),
    code.replace('range(n)', 'range(1, n + 1)'),
    `# by me\n${code}`,
    code.replace('\n    total = 0', '\n    """Adds."""\n\n    total = 7\n    pass'),
    code.replaceAll('\n', '\r\n'),
    `def unused():\n    while True:\n        print("x")\n\n\n${code}`,
  ];
  for (const one of same) expect(kindOfFailure(wrong('5'), one)?.kind, one).toEqual(kind);
});

it('differs by test, kind of value, advice and shape', () => {
  const kinds = [
    kindOfFailure(wrong('3'), code),
    kindOfFailure(wrong('None'), code),
    kindOfFailure(wrong("'3'"), code),
    kindOfFailure(wrong('3', 'It is 7 too small.'), code),
    kindOfFailure(wrong('3'), code.replace('    return', '        return')),
    kindOfFailure(
      wrong('3'),
      code.replace('        total', '        if i > 0:\n            total'),
    ),
    kindOfFailure(wrong('3'), 'def f(n, text):\n    return n\n'),
    kindOfFailure({ ...wrong('3'), tests: wrong('3').tests.slice(2) }, code),
  ].map((one) => one?.kind.toString('hex'));
  expect(new Set(kinds).size).toBe(kinds.length);
});

it('has no name and no text of the program', () => {
  const secret = `Line 6: \`ada_lovelace\` is not defined. Did you mean \`ada.lower\`? Write "Ada".

NameError: name 'ada_lovelace' is not defined
  File "submission.py", line 6, in f
    return ada_lovelace + "17 Ada Street"`;
  expect(kindOfFailure(failing({ message: secret }), code)?.message).toBe(
    'Line N: `x` is not defined. Did you mean `x.lower`? Write "…". NameError',
  );
});

it('has the verdict for a program whose tests did not run', () => {
  const output = 'Line 2: The bracket `(` is never closed.\n\n  x = (1\n';
  const result = { verdict: 'syntax-error' as const, tests: [], output };
  expect(kindOfFailure(result, 'print(1)\nx = (1\n')).toMatchObject({
    ...{ test: 'syntax-error', message: 'Line N: The bracket `(` is never closed.' },
  });
});

it('takes programs that are not Python, and very long ones, within moments', () => {
  const began = performance.now();
  for (const odd of ['', '(((', '\u0000\u2028', 'if '.repeat(5_000), 'x = 1\n'.repeat(10_000)]) {
    expect(kindOfFailure(wrong('3'), odd)?.test).toBe('cases.2');
  }
  // Only what grows faster than a program takes that long.
  expect(performance.now() - began).toBeLessThan(60_000);
});
