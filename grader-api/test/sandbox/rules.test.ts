import type { GradingCase } from '@touchstone/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSandbox } from '../../src/sandbox/create-sandbox.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { jobOf } from './jobs.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await createSandbox({ kind: 'bubblewrap' });
});
afterAll(() => sandbox.close());

type Rule = Extract<GradingCase, { kind: 'rule' }>;
type Construct = Rule['constructs'][number];

const of = (kind: Construct['kind']) => (name: string | null) => ({ kind, name });
const [importOf, callOf, loop] = [of('import'), of('call'), of('loop')];
const recursion = of('recursion')(null);

async function messageOf(code: string, forbids: boolean, construct: Construct) {
  const rule: Rule = {
    ...{ kind: 'rule', title: 'a rule', points: null, hint: null, hidden: false, message: null },
    forbids,
    constructs: [construct],
  };
  const job = jobOf({ code, tests: null, cases: [rule], judge: 'split' });
  const record = { key: '0'.repeat(64), tests: [], uses: {} };
  const report = await sandbox.grade({ ...job, bundle: { ...job.bundle, record } });
  expect(report.verdict).toBe(report.tests[0]?.message === null ? 'passed' : 'failed');
  return report.tests[0]?.message ?? null;
}

const method = (line: string) => `class Tree:\n    def size(self):\n        ${line}\n`;

const following = `    node = None
    while node:
${['left', 'right', 'up'].map((side) => `        if node: node = node.${side}\n`).join('')}`;

/** What follows "Line ", up to the comma; null if the file keeps the rule. */
const forbidden: [string, Construct, string | null][] = [
  ['from math import sqrt as s\ns(4)', callOf('math.sqrt'), '2 uses `math.sqrt` as `s`'],
  ['from math import sqrt as s\ns(4)', callOf('sqrt'), '2 uses `sqrt` as `s`'],
  ['import math as m\nm.sqrt(4)', callOf('math.sqrt'), '2 uses `math.sqrt` as `m.sqrt`'],
  ['from math import *\nsqrt(4)', callOf('math.sqrt'), '2 uses `math.sqrt` as `sqrt`'],
  ['def f():\n    import math\n    math.sqrt(4)', callOf('math.sqrt'), '3 uses `math.sqrt`'],
  ['sum = 0\nfor x in [1]:\n    sum += x\nprint(sum)', callOf('sum'), null],
  ['def sum(xs): return 0\nsum([1])', callOf('sum'), null],
  ['class A:\n    def sum(self): return sum([1])', callOf('sum'), '2 uses `sum`'],
  ['f = sum\nf([1])', callOf('sum'), '2 uses `sum` as `f`'],
  ['list(map(sum, [[1]]))', callOf('sum'), '1 uses `sum`'],
  ['import builtins\nbuiltins.sum([1])', callOf('sum'), '2 uses `sum`'],
  ['from builtins import sum as s\ns([1])', callOf('sum'), '2 uses `sum` as `s`'],
  ['f, (g, n) = 1, [sum, 0]\ng([1])', callOf('sum'), '2 uses `sum` as `g`'],
  ['f, *g = 1, sum\nf([1])', callOf('sum'), null],
  ['def t(xs, *, add=sum):\n    return add(xs)', callOf('sum'), '2 uses `sum` as `add`'],
  ['def t(xs, sum=sum): return sum(xs)', callOf('sum'), '1 uses `sum`'],
  ['def t(xs, sum=0): return sum + t(xs)', callOf('sum'), null],
  ['f = sum if 1 else None\nf([1])', callOf('sum'), '2 uses `sum` as `f`'],
  ['f = None or sum\nf([1])', callOf('sum'), '2 uses `sum` as `f`'],
  ['sum = sum\nsum([1])', callOf('sum'), '2 uses `sum`'],
  ['# sum([1])\n"sum([1])"', callOf('sum'), null],
  ['exec("sum([1])")', callOf('sum'), null],
  ['[].sort()', callOf('.sort'), '1 uses `.sort`'],
  ['s = [].sort\ns()', callOf('.sort'), '2 uses `.sort` as `s`'],
  ['sort = 1\nprint(sort)', callOf('.sort'), null],
  ['def mean(x): pass\nmean(1)', callOf('mean'), '2 uses `mean`'],
  ['mean = 1\nprint(mean)', callOf('mean'), null],
  ['import os.path', importOf('os'), '1 imports `os.path`'],
  ['from os import path', importOf('os.path'), '1 imports `os.path`'],
  ['import os', importOf('os.path'), null],
  ['import mailbox', importOf('mail'), null],
  ['__import__("math")', importOf('math'), '1 imports `math`'],
  ['import importlib\nimportlib.import_module("math")', importOf('math'), '2 imports `math`'],
  ['m = __import__(level=0, name="math")', importOf('math'), '1 imports `math`'],
  ['x = 1\nimport math', importOf(null), '2 imports `math`'],
  ['[x for x in []]', loop(null), null],
  ['[x for x in []]', loop('comprehension'), '1 has a comprehension'],
  ['while False: pass', loop('for'), null],
  ['x = 1\nwhile False: pass', loop(null), '2 has a `while` loop'],
  ['def f(n): return n and f(n - 1)', recursion, '1 uses `f` within itself (recursion)'],
  ['f = lambda n: n and f(n - 1)', recursion, '1 uses `f` within itself (recursion)'],
  [
    'def a(n): return b(n)\ndef b(n): return a(n)',
    recursion,
    '1 uses `b` within `a`, which leads back to `a` (recursion)',
  ],
  ['def a(n): return b(n)\ndef b(n): return 1', recursion, null],
  [
    'def f():\n    def g(n):\n        return g(n)\n    return g(1)',
    recursion,
    '3 uses `g` within itself (recursion)',
  ],
  [method('return self.size()'), recursion, '3 uses `size` within itself (recursion)'],
  [
    method('return sum(map(Tree.size, self))'),
    recursion,
    '3 uses `size` within itself (recursion)',
  ],
  [method('return self.left.size()'), recursion, null],
  ['def f(f): f()', recursion, null],
  // Names that stand for each other in many ways.
  [`a = b = t = 0\n${'t = a\na = b\nb = t\n'.repeat(4)}print(a, b)`, recursion, null],
  [`node = 0\ndef f():\n${following}        print(node)`, callOf('sum'), null],
];

test.concurrent.each(forbidden)('%j with %j forbidden', async (code, construct, place) => {
  const message = place && `Line ${place}, which this assignment does not allow.`;
  expect(await messageOf(code, true, construct)).toBe(message);
});

const required: [string, Construct, string | null][] = [
  ['sorted([])', callOf('sorted'), null],
  ['[sorted][0]([])', callOf('sorted'), 'No line of your file uses `sorted` by this name'],
  ['x = 1', callOf('.sort'), 'No line of your file uses the method `.sort` by this name'],
  ['x = 1', importOf('math'), 'No line of your file imports `math`'],
  ['x = 1', importOf(null), 'No line of your file imports a module'],
  ['[x for x in []]', loop(null), 'Your file has no `for` or `while` loop'],
  ['for x in []: pass', loop('while'), 'Your file has no `while` loop'],
  [method('return self.left.size()'), recursion, null],
  [
    'def f(): pass\nf()',
    recursion,
    'No function in your file calls itself by its name, directly or through other functions',
  ],
];

test.concurrent.each(required)('%j with %j required', async (code, construct, absence) => {
  const message = absence && `${absence}, but this assignment requires it.`;
  expect(await messageOf(code, false, construct)).toBe(message);
});

test('what is nested too deeply to be checked breaks the rule', async () => {
  const code = `''${'.strip()'.repeat(900)}\n`;
  expect(await messageOf(code, true, callOf('.strip'))).toContain('nested too deeply');
});
