import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSandbox } from '../../src/sandbox/create-sandbox.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { script } from './case-programs.ts';
import { jobOf, type JobParts } from './jobs.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await createSandbox({ kind: 'bubblewrap' });
});
afterAll(() => sandbox.close());

const textOf = (value: string) => JSON.stringify(value);

/** What is expected, what was received, and the message about the first difference. */
const pairs: readonly (readonly [expected: string, actual: string, said: string])[] = [
  [
    'caf\u00e9',
    'cafe\u0301',
    'character 4 of yours, `\u00e9`, consists of `e` and an accent (combining acute accent, U+0301). Write the single character',
  ],
  [
    'cafe\u0301',
    'caf\u00e9',
    'is a single character (U+00E9), but should consist of `e` and an accent',
  ],
  [
    "it's",
    'it\u2019s',
    "character 3 of yours is `\u2019` (right single quotation mark, U+2019), but should be `'`",
  ],
  ['a - b', 'a \u2013 b', 'character 3 of yours is `\u2013` (en dash, U+2013)'],
  ['a - b', 'a \u2010 b', 'character 3 of yours is `\u2010` (hyphen, U+2010)'],
  ['a \u2013 b', 'a - b', 'but should be `\u2013` (en dash, U+2013). Copy it from the task.'],
  ['cat', '\u0441at', 'character 1 of yours is `\u0441` (Cyrillic small letter es, U+0441)'],
  ['KAI', '\u039aAI', 'character 1 of yours is `\u039a` (Greek capital letter Kappa, U+039A)'],
  [
    '5 km',
    '5\u00a0km',
    'character 2 of yours is an invisible character (no-break space, U+00A0), but should be a space. Type a space there.',
  ],
  ['ab', 'a\u200bb', 'character 2 of yours is an invisible character (zero width space, U+200B)'],
  ['Hm...', 'Hm\u2026', 'character 3 of yours is `\u2026` (horizontal ellipsis, U+2026)'],
  ['Hi!', 'Hi\uff01', 'character 3 of yours is `\uff01` (fullwidth exclamation mark, U+FF01)'],
];

const inTest = (expected: string, actual: string): JobParts => ({
  code: `def f():\n    return ${actual}\n`,
  tests: `import unittest
from submission import f


class T(unittest.TestCase):
    def test_f(self):
        self.assertEqual(f(), ${expected})
`,
});

const messageOf = async (parts: JobParts) => {
  const report = await sandbox.grade(jobOf({ judge: 'shared', ...parts }));
  expect(report.verdict).toBe('failed');
  return report.tests[0]?.message ?? '';
};

const alike = 'The two look alike, but are not the same: ';

test.each(pairs)('%j differs visibly from %j in a value', async (expected, actual, said) => {
  const message = await messageOf(inTest(textOf(expected), textOf(actual)));
  expect(message).toContain(alike);
  expect(message).toContain(said);
});

test.each(pairs)(
  '%j differs visibly from %j in what is printed',
  async (expected, actual, said) => {
    const code = `print(${textOf(actual)})\n`;
    for (const compare of ['lines', 'contains', 'exact'] as const) {
      const message = await messageOf({
        code,
        tests: null,
        cases: [script('', `${expected}\n`, { compare })],
      });
      expect(message).toContain(alike);
      expect(message).toContain(said);
    }
  },
);

test('the texts may be within lists and dictionaries', async () => {
  const message = await messageOf(inTest('{"a": ["b", "c-d"]}', '{"a": ["b", "c\u2013d"]}'));
  expect(message).toContain('character 2 of yours is `\u2013` (en dash, U+2013)');
});

test('more of them are counted', async () => {
  const message = await messageOf(inTest('"a-b-c-d"', '"a\u2013b\u2013c\u2013d"'));
  expect(message).toContain('There are 2 more like this.');
});

test.each([
  ['a\u00e4', 'ab'],
  ['caf\u00e9', 'cafe'],
  ['a-b', 'a\u2013c'],
  ['2 * 3', '2 \u00d7 3'],
])('nothing of the kind is said of %j and %j', async (expected, actual) => {
  expect(await messageOf(inTest(textOf(expected), textOf(actual)))).not.toContain('look alike');
});
