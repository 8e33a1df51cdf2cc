import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSandbox } from '../../src/sandbox/create-sandbox.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { jobOf } from './jobs.ts';

/** The Python that grades, which may support some of this syntax. */
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

/** The version that supports it, the program, and the message before and after the versions. */
const newer: readonly (readonly [since: number, code: string, what: string, step: string])[] = [
  [12, 'type X = int\n', 'A `type` statement needs', 'Write `X = int`.'],
  [
    12,
    'x = {"k": 1}\nprint(f"{x["k"]}")\n',
    'Using the quotes of an f-string again between its `{` and `}` needs',
    `Use other quotes inside, as in \`print(f"{x['k']}")\`.`,
  ],
  [
    12,
    "names = ['Ada']\nprint(f'{', '.join(names)}')\n",
    'Using the quotes of an f-string again between its `{` and `}` needs',
    `Use other quotes inside, as in \`print(f'{", ".join(names)}')\`.`,
  ],
  [
    12,
    'names = ["Ada"]\nprint(f"{\'\\n\'.join(names)}")\n',
    '`\\` between `{` and `}` of an f-string needs',
    'Calculate the value in a line above, give it a name, and write the name there.',
  ],
  [
    12,
    'x = 3\nprint(f"{x  # why\n}")\n',
    'A new line between `{` and `}` of an f-string needs',
    'Write all of it on one line.',
  ],
  [
    12,
    'def first[T](items):\n    return items[0]\n',
    'Type parameters such as `[T]` need',
    'Write `def first(items):` instead.',
  ],
  [
    12,
    'class Stack[T]:\n    def push(self, item: T):\n        pass\n',
    'Type parameters such as `[T]` need',
    'Remove `[T]`, and the types that use `T`.',
  ],
  [
    14,
    'name = "Ada"\nprint(t"Hello, {name}!")\n',
    'A `t` before the quotes of a text needs',
    'To put values into a text, write `f` before the quotes.',
  ],
  [
    14,
    'try:\n    pass\nexcept ValueError, KeyError:\n    pass\n',
    'Several errors after `except` without brackets need',
    'Write `except (ValueError, KeyError):`.',
  ],
];

describe('syntax that the grader’s Python does not support is explained with its version', () => {
  for (const [since, code, what, step] of newer) {
    test.runIf(Number(here.slice(2)) < since)(code, async () => {
      const { verdict, sentence } = await sentenceOn(code);
      expect(verdict).toBe('syntax-error');
      expect(sentence).toContain(
        `: ${what} Python 3.${since} or newer, but this is Python ${here}. ${step}`,
      );
    });
  }
});

describe('newer Pythons are not mentioned', () => {
  test.each([
    ['def add[a, b]:\n    return a + b\n', 'Write `def add(a, b):`.'],
    ['print(f"{x")\n', 'Write `}` after the value.'],
    ['type x\n', 'Python does not understand `type x`'],
    ['try:\n    pass\nexcept (ValueError:\n    pass\n', '`(`'],
  ])('for %j', async (code, said) => {
    const { verdict, sentence } = await sentenceOn(code);
    expect(verdict).toBe('syntax-error');
    expect(sentence).toContain(said);
    expect(sentence).not.toContain('or newer');
  });

  test.runIf(Number(here.slice(2)) < 12)('for a class in square brackets', async () => {
    const { sentence } = await sentenceOn(
      'class Animal:\n    pass\nclass Dog[Animal]:\n    pass\n',
    );
    expect(sentence).toBe(
      'Line 3: The class that `Dog` is based on goes in round brackets. Write `class Dog(Animal):`.',
    );
  });

  test.runIf(Number(here.slice(2)) < 14)('for an error that is named as in Python 2', async () => {
    const { sentence } = await sentenceOn('try:\n    pass\nexcept ValueError, e:\n    pass\n');
    expect(sentence).toBe(
      'Line 3: In Python 3, the name of an error comes after `as`. Write `except ValueError as e:`.',
    );
  });
});
