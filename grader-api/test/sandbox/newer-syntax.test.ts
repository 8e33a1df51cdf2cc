import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSandbox } from '../../src/sandbox/create-sandbox.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { jobOf } from './jobs.ts';

/** The Python that grades, which may know some of this syntax already. */
const here = execFileSync('/usr/bin/python3', [
  '-c',
  'import sys; print("3.%d" % sys.version_info[1], end="")',
]).toString();

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await createSandbox({ kind: 'bubblewrap' });
});
afterAll(() => sandbox.close());

async function sentenceOn(code: string) {
  const { verdict, output } = await sandbox.grade(jobOf({ code, judge: 'shared' }));
  return { verdict, sentence: output.split('\n\n', 1)[0] };
}

/** The version that can read it, the program, what is said before the versions and after them. */
const newer: readonly (readonly [since: number, code: string, what: string, step: string])[] = [
  [12, 'type X = int\n', '`type` makes a name for a type', 'Write `X = int`.'],
  [
    12,
    'x = {"k": 1}\nprint(f"{x["k"]}")\n',
    'The quotes around an f-string can stand within its `{` and `}` too',
    `Write other quotes inside, as in \`print(f"{x['k']}")\`.`,
  ],
  [
    12,
    "names = ['Ada']\nprint(f'{', '.join(names)}')\n",
    'The quotes around an f-string can stand within its `{` and `}` too',
    `Write other quotes inside, as in \`print(f'{", ".join(names)}')\`.`,
  ],
  [
    12,
    'names = ["Ada"]\nprint(f"{\'\\n\'.join(names)}")\n',
    '`\\` can stand between `{` and `}` of an f-string',
    'Compute the value in a line above, give it a name, and write the name there.',
  ],
  [
    12,
    'x = 3\nprint(f"{x  # why\n}")\n',
    'A line can end between `{` and `}` of an f-string',
    'Write all of it in one line.',
  ],
  [
    12,
    'def first[T](items):\n    return items[0]\n',
    'Type parameters such as `[T]` can stand behind a name',
    'Write `def first(items):` without them.',
  ],
  [
    12,
    'class Stack[T]:\n    def push(self, item: T):\n        pass\n',
    'Type parameters such as `[T]` can stand behind a name',
    'Remove `[T]`, and the types that use `T`.',
  ],
  [
    14,
    'name = "Ada"\nprint(t"Hello, {name}!")\n',
    'A `t` before the quotes of a text has a meaning',
    'Write `f` before the quotes for a text with values in it.',
  ],
  [
    14,
    'try:\n    pass\nexcept ValueError, KeyError:\n    pass\n',
    'Several errors behind `except` need no brackets',
    'Write `except (ValueError, KeyError):`.',
  ],
];

describe('syntax that the Python of the grader lacks is told with its version', () => {
  for (const [since, code, what, step] of newer) {
    test.runIf(Number(here.slice(2)) < since)(code, async () => {
      const { verdict, sentence } = await sentenceOn(code);
      expect(verdict).toBe('syntax-error');
      expect(sentence).toContain(
        `: ${what} since Python 3.${since}, but here runs Python ${here}. ${step}`,
      );
    });
  }
});

describe('nothing is said of newer Pythons', () => {
  test.each([
    ['def add[a, b]:\n    return a + b\n', 'Write `def add(a, b):`.'],
    ['print(f"{x")\n', 'Write `}` behind the value.'],
    ['type x\n', 'Python does not understand `type x`'],
    ['try:\n    pass\nexcept (ValueError:\n    pass\n', '`(`'],
  ])('for %j', async (code, said) => {
    const { verdict, sentence } = await sentenceOn(code);
    expect(verdict).toBe('syntax-error');
    expect(sentence).toContain(said);
    expect(sentence).not.toContain('since Python');
  });

  test.runIf(Number(here.slice(2)) < 12)('for a class in square brackets', async () => {
    const { sentence } = await sentenceOn(
      'class Animal:\n    pass\nclass Dog[Animal]:\n    pass\n',
    );
    expect(sentence).toBe(
      'Line 3: The class that `Dog` builds on stands in round brackets. Write `class Dog(Animal):`.',
    );
  });

  test.runIf(Number(here.slice(2)) < 14)('for an error that is named as in Python 2', async () => {
    const { sentence } = await sentenceOn('try:\n    pass\nexcept ValueError, e:\n    pass\n');
    expect(sentence).toBe(
      'Line 3: An error gets its name by `as` in Python 3. Write `except ValueError as e:`.',
    );
  });
});
