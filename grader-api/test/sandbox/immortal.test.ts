import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSandbox } from '../../src/sandbox/create-sandbox.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { jobOf, rightCode } from './jobs.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await createSandbox({ kind: 'bubblewrap' });
});
afterAll(() => sandbox.close());

/** Whether this Python has immortal objects that we may make: grader-image/immortal.py. */
const isImmortal = () => /^3\.1[23]\./.test(sandbox.python() ?? '');

/** A value of the student's process. */
async function printed(expression: string): Promise<string> {
  const code = `import decimal, json, sys, unittest\n${rightCode}\nprint(${expression})\n`;
  const { verdict, output } = await sandbox.grade(jobOf({ code, judge: 'shared' }));
  expect(verdict).toBe('passed');
  return output.trim();
}

test('objects of the warm interpreter are immortal where Python supports it', async () => {
  const warm = [
    'unittest.TestCase',
    'unittest.TestCase.run.__code__',
    'unittest.TestCase.run.__code__.co_consts',
    'vars(json)',
    'json.loads.__doc__',
  ];
  const expressions = warm.map((each) => `sys.getrefcount(${each}) > 1_000_000`);
  expect(await printed(`[${expressions.join(', ')}]`)).toBe(
    `[${warm.map(() => (isImmortal() ? 'True' : 'False')).join(', ')}]`,
  );
});

test("references to a program's own objects are counted as usual", async () => {
  expect(await printed('sys.getrefcount([]), sys.getrefcount(type("A", (), {})) < 10')).toBe(
    '1 True',
  );
});

test('a program frees its objects as usual', async () => {
  const freed = '(lambda ref: ref())(__import__("weakref").ref(type("A", (), {})()))';
  expect(await printed(freed)).toBe('None');
});
