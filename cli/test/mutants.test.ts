import { createSandbox, type Sandbox } from '@touchstone/grader-api/offline';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { listMutants, type Mutant } from '../src/course/mutants/list-mutants.ts';

let sandbox: Sandbox;
/** Has a newer Python. */
let pyodide: Sandbox;
beforeAll(async () => {
  sandbox = await createSandbox({ kind: 'bubblewrap' });
  pyodide = await createSandbox({ kind: 'pyodide' });
});
afterAll(async () => {
  await sandbox.close();
  await pyodide.close();
});

/** A model solution of one file. */
const one = (code: string) => ({ bundle: { fileName: 'submission.py' }, solution: { code } });

/** A statement of a program, and what its mutants have instead, by operator. */
type Row = readonly [line: string, mutants: Readonly<Record<string, readonly string[]>>];

const deleted = { statement: ['pass'] };

const rows: readonly Row[] = [
  ['a = b < c', { ...deleted, relational: ['a = b <= c', 'a = b != c'] }],
  [
    'a = b <= c > d',
    {
      ...deleted,
      relational: ['a = b < c > d', 'a = b == c > d', 'a = b <= c >= d', 'a = b <= c != d'],
    },
  ],
  ['a = (b) == (c)', { ...deleted, relational: ['a = (b) != (c)'] }],
  ['a = b not  in c', { ...deleted, relational: ['a = b in c'] }],
  ['a = b is c', { ...deleted, relational: ['a = b is not c'] }],
  ['a = b + c * d', { ...deleted, arithmetic: ['a = b - c * d', 'a = b + c / d'] }],
  ['a = b ** c // d', { ...deleted, arithmetic: ['a = b * c // d', 'a = b ** c / d'] }],
  ['a += b', { ...deleted, arithmetic: ['a -= b'] }],
  ['a = "ä", b % c', { ...deleted, string: ['a = "XXä", b % c'], arithmetic: ['a = "ä", b // c'] }],
  [
    'a = b and (c or d)',
    {
      ...deleted,
      logical: [
        'a = b or (c or d)',
        'a = (c or d)',
        'a = b',
        'a = b and (c and d)',
        'a = b and (d)',
        'a = b and (c)',
      ],
    },
  ],
  ['a = not b', { ...deleted, unary: ['a = b'] }],
  ['a = -b', { ...deleted, unary: ['a = b'] }],
  ['if a: b()', { statement: ['if a: pass'], condition: ['if True: b()', 'if False: b()'] }],
  [
    'a = b if c else d',
    { ...deleted, condition: ['a = b if True else d', 'a = b if False else d'] },
  ],
  ['a = 7', { ...deleted, constant: ['a = 8', 'a = 6'] }],
  [
    'a = 0 ** b',
    { ...deleted, arithmetic: ['a = 0 * b'], constant: ['a = 1 ** b', 'a = (-1) ** b'] },
  ],
  ['a = 0.5', { ...deleted, constant: ['a = 1.5', 'a = -0.5'] }],
  ['a = True', { ...deleted, boolean: ['a = False'] }],
  ["a = b''", { ...deleted, string: ["a = b'XX'"] }],
  [
    'a = f"{b + 1}!"',
    {
      ...deleted,
      string: ['a = f"XX{b + 1}!"'],
      arithmetic: ['a = f"{b - 1}!"'],
      constant: ['a = f"{b + 2}!"', 'a = f"{b + 0}!"'],
    },
  ],
  ['def f(): return b', { return: ['def f(): return None'] }],
  [
    'def f(b=1): return(-b)',
    {
      return: ['def f(b=1): return(None)'],
      unary: ['def f(b=1): return(b)'],
      constant: ['def f(b=2): return(-b)', 'def f(b=0): return(-b)'],
    },
  ],
  [
    'for a in b: break',
    {
      'empty loop': ['for a in []: break'],
      'break or continue': ['for a in b: continue'],
    },
  ],
  [
    'for a in b:\n    if c: continue\n    d()',
    {
      'empty loop': ['for a in []:'],
      condition: ['    if True: continue', '    if False: continue'],
      'break or continue': ['    if c: break'],
      statement: ['    if c: pass', '    pass'],
    },
  ],
  [
    'a = [b for b in c if b]',
    {
      ...deleted,
      'empty loop': ['a = [b for b in [] if b]'],
      condition: ['a = [b for b in c if True]', 'a = [b for b in c if False]'],
    },
  ],
  [
    'a = b[c:d]',
    { ...deleted, slice: ['a = b[:d]', 'a = b[c + 1:d]', 'a = b[c:]', 'a = b[c:d - 1]'] },
  ],
  [
    'a = b[1::2]',
    {
      ...deleted,
      slice: ['a = b[::2]', 'a = b[1:]'],
      constant: ['a = b[2::2]', 'a = b[0::2]', 'a = b[1::3]', 'a = b[1::1]'],
    },
  ],
  [
    'a = b(c, (d), e=f)',
    { ...deleted, 'call argument': ['a = b((d), e=f)', 'a = b(c, e=f)', 'a = b(c, (d))'] },
  ],
  ['a = (b)(*c, d, **e)', { ...deleted, 'call argument': ['a = (b)(*c, **e)'] }],
  ['del a', deleted],
  ['a: "int" = b', deleted],
  // What is left alone.
  ['"a text on its own"', {}],
  ['a: int', {}],
  ['import b', {}],
  ['def f(b: 1 + 1) -> "c": pass', {}],
  ['if __name__ == "__main__": pass', {}],
  // What is the same program.
  ['def f(): return None', {}],
  ['while True: a()', { statement: ['while True: pass'], boolean: ['while False: a()'] }],
];

const linesOf = (some: readonly Row[]): number =>
  some.reduce((count, [text]) => count + text.split('\n').length, 0);

function byOperator(mutants: readonly Mutant[]): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  for (const mutant of mutants) (found[mutant.operator] ??= []).push(addedIn(mutant));
  return sorted(found);
}
const sorted = (found: Readonly<Record<string, readonly string[]>>) =>
  Object.fromEntries(Object.entries(found).map(([name, texts]) => [name, texts.toSorted()]));

const addedIn = ({ diff }: Mutant) =>
  diff
    .split('\n')
    .filter((line) => line.startsWith('+'))
    .map((line) => line.slice(1))
    .join('\n');

it.each([
  ['bubblewrap', () => sandbox],
  ['Pyodide', () => pyodide],
])('changes each part of a program that it knows, and nothing else, with %s', async (_, by) => {
  const { mutants } = await listMutants(one(rows.map(([line]) => `${line}\n`).join('')), by());
  const found = rows.map(([line], index) => {
    const first = linesOf(rows.slice(0, index)) + 1;
    const after = linesOf(rows.slice(0, index + 1)) + 1;
    return [
      line,
      byOperator(mutants.filter((mutant) => first <= mutant.line && mutant.line < after)),
    ];
  });
  expect(found).toEqual(rows.map(([line, expected]) => [line, sorted(expected)]));
});

const account = `@cache(1)
class Account:
    """Keeps money."""
    limit: int = 5

    @property
    def total(self) -> "int":
        """In cents."""
        n = self.cents
        n += 1
        n += 1
        if n > self.limit:
            raise ValueError(f"no more than {self.limit + 1}", "really")
        cents = int(
            input("How much? ")
        )
        return cents
`;

it('leaves decorators, annotations and docstrings alone, and tells texts for people apart', async () => {
  const { mutants } = await listMutants(one(account), sandbox);
  expect(mutants.filter(({ line }) => [1, 2, 3, 6, 7, 8].includes(line))).toEqual([]);
  const messages = mutants.filter(({ isMessage }) => isMessage).map(addedIn);
  const raised = (values: string) => `            raise ValueError(${values})`;
  expect(messages.toSorted()).toEqual(
    [
      '            input("XXHow much? ")',
      '            input()',
      raised('"really"'),
      raised('f"no more than {self.limit + 1}"'),
      raised('f"no more than {self.limit + 1}", "XXreally"'),
      raised('f"XXno more than {self.limit + 1}", "really"'),
      raised('f"no more than {self.limit - 1}", "really"'),
      raised('f"no more than {self.limit + 2}", "really"'),
      raised('f"no more than {self.limit + 0}", "really"'),
    ].toSorted(),
  );
});

it('names a place by its function, and by its number if it looks like an earlier one', async () => {
  const { mutants } = await listMutants(one(account), sandbox);
  const diffs = mutants.filter(({ operator }) => operator === 'arithmetic').map(({ diff }) => diff);
  const body = '-        n += 1\n+        n -= 1';
  expect(diffs).toContain(`@@ Account.total @@\n${body}`);
  expect(diffs).toContain(`@@ Account.total (2) @@\n${body}`);
  const deletion = mutants.find(({ line, operator }) => line === 14 && operator === 'statement');
  expect(deletion?.diff.split('\n')).toEqual([
    '@@ Account.total @@',
    '-        cents = int(',
    '-            input("How much? ")',
    '-        )',
    '+        pass',
  ]);
  expect(deletion?.program.code).toContain('"really")\n        pass\n        return cents\n');
});

it('lists the same mutants in the same order each time, and none of what is not Python', async () => {
  const [first, second] = [
    await listMutants(one(account), sandbox),
    await listMutants(one(account), sandbox),
  ];
  expect(second).toEqual(first);
  const lines = first.mutants.map(({ line }) => line);
  expect(lines).not.toEqual(lines.toSorted((a, b) => a - b));
  expect(await listMutants(one('def f(:\n'), sandbox)).toEqual({
    mutants: [],
    equal: [],
    leftOut: 0,
  });
});

it('reads a program whose lines end in other ways, and tries at most 2,000 mutants', async () => {
  const [mutant] = (await listMutants(one('a = 1\rb = 2 < c\r\n'), sandbox)).mutants.filter(
    ({ operator }) => operator === 'relational',
  );
  expect(mutant?.program.code.startsWith('a = 1\nb = 2 ')).toBe(true);
  const { mutants, leftOut } = await listMutants(
    one(`a = [${'7, '.repeat(350)}]\n`.repeat(3)),
    sandbox,
  );
  expect(mutants.length).toBeGreaterThan(100);
  expect(mutants.length).toBeLessThanOrEqual(2_000);
  expect(mutants.length + leftOut).toBe(3 * 701);
});

it('changes each of several files, names it, and leaves the others as they are', async () => {
  const shapes = { name: 'shapes.py', code: 'def area(a, b):\n    return a * b\n' };
  const solution = { code: 'from shapes import area\nSIDE = 3\n', otherFiles: [shapes] };
  const { mutants } = await listMutants({ ...one(''), solution }, sandbox);
  const ofShapes = mutants.filter(({ file }) => file === 'shapes.py');
  expect(ofShapes.map(({ diff }) => diff)).toContain(
    '@@ shapes.py: area @@\n-    return a * b\n+    return a / b',
  );
  expect(ofShapes.every(({ program }) => program.code === solution.code)).toBe(true);
  const ofMain = mutants.filter(({ file }) => file === 'submission.py');
  expect(ofMain.length).toBeGreaterThan(0);
  expect(ofMain.every(({ program }) => program.otherFiles?.[0] === shapes)).toBe(true);
  expect(mutants.slice(0, 2).map(({ file }) => file)).toEqual(['submission.py', 'shapes.py']);
});
