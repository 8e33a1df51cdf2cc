import { beforeAll, describe, expect, it } from 'vitest';
import type { Trace } from '../../src/features/replay/trace.ts';
import type { Job, Traced } from '../../src/python/protocol.ts';
import { prepareBrowsers } from '../browser-python.ts';
import { browserInCPython } from './in-cpython.ts';
import { outputOf, record, valuesOf } from './record.ts';
import { samePrograms } from './same-programs.ts';

let startBrowser: Awaited<ReturnType<typeof prepareBrowsers>>;

beforeAll(async () => {
  startBrowser = await prepareBrowsers();
});

const kinds = (trace: Trace) => trace.steps.map(({ kind, line }) => `${kind} ${line}`);
const opening = ({ steps, opensAt }: Trace) => steps[opensAt];

describe.each([
  ['the Python of the page', () => startBrowser({})],
  ['CPython', () => Promise.resolve(browserInCPython)],
])('a recording in %s', (_where, start) => {
  const run = async (code: string, typed: readonly string[] = [], more: Partial<Job> = {}) =>
    record(await start(), { code, ...more }, { typed });
  const test = async (code: string, source: string, name: string, more: Partial<Job> = {}) =>
    record(
      await start(),
      { code, testFiles: [{ fileName: 'tests.py', source, hidden: false }], ...more },
      { test: name },
    );
  const testOf = (body: string, imports = 'from submission import *') =>
    `import unittest\n${imports}\nclass T(unittest.TestCase):\n    def test(self):\n        ${body}\n`;

  it('has a step for each line, call and return', async () => {
    const trace = await run('def f(x):\n    return x + 1\ny = f(2)\n');
    expect(kinds(trace)).toEqual(['line 1', 'line 3', 'call 1', 'line 2', 'return 2', 'return 3']);
    expect(trace.steps[2]).toMatchObject({
      frame: 1,
      call: { name: 'f', caller: 0 },
      set: [[1, 'x', '2']],
    });
    expect(trace.steps[4]).toMatchObject({ frame: 1, returned: '3' });
    expect(trace.steps[5]).toMatchObject({ frame: 0, set: [[0, 'y', '3']] });
    expect(trace).toMatchObject({ cut: null, outcome: null, files: ['submission.py'], opensAt: 5 });
  });

  it('has the values of the expressions of a line', async () => {
    const code =
      'n = 15\nwords = ["a", "ü"]\nif n % 15 == 0 and len(words) > 5 or words[0] == "b":\n    pass\nprint(f"{n + 1}", "ü", words[1], -n)\n';
    expect(valuesOf(await run(code), code)).toEqual({
      'n % 15': ['0'],
      'n % 15 == 0': ['True'],
      'len(words)': ['2'],
      'len(words) > 5': ['False'],
      'n % 15 == 0 and len(words) > 5': ['False'],
      'words[0]': ["'a'"],
      'words[0] == "b"': ['False'],
      'n % 15 == 0 and len(words) > 5 or words[0] == "b"': ['False'],
      'f"{n + 1}"': ["'16'"],
      'n + 1': ['16'],
      'words[1]': ["'ü'"],
      '-n': ['-15'],
    });
  });

  it('has objects with what shares them', async () => {
    const code =
      'a = [1, [2]]\nb = a\nb.append({"k": (3,)})\nclass P:\n    def __init__(self):\n        self.x = a\np = P()\n';
    const trace = await run(code);
    const objects = new Map(trace.steps.flatMap(({ objects: each = [] }) => each));
    const set = new Map(
      trace.steps.flatMap(({ set: each = [] }) =>
        each.filter(([frame]) => frame === 0).map(([, name, value]) => [name, value]),
      ),
    );
    expect(set.get('b')).toBe(set.get('a'));
    const [, inner, dict] = objects.get(set.get('a') as number)?.items ?? [];
    expect(objects.get(inner as number)).toEqual({ type: 'list', items: ['2'] });
    const [[key, tuple] = []] = objects.get(dict as number)?.entries ?? [];
    expect(key).toBe("'k'");
    expect(objects.get(tuple as number)).toEqual({ type: 'tuple', items: ['3'] });
    expect(objects.get(set.get('p') as number)).toEqual({
      type: 'P',
      entries: [['x', set.get('a')]],
    });
  });

  it('shows a change of an object that another frame made', async () => {
    const trace = await run('def f(x):\n    x.append(1)\n    x = 2\ny = []\nf(y)\n');
    const changes = trace.steps.filter(({ objects = [] }) => objects.length > 0);
    expect(changes.map(({ line, objects }) => [line, objects?.[0]?.[1].items])).toEqual([
      [5, []],
      [3, ['1']],
    ]);
  });

  it('limits long values', async () => {
    const trace = await run(
      'a = list(range(1000))\nb = "x" * 10_000\nc = 10 ** 9999\na[500] = 1\n',
    );
    expect(JSON.stringify(trace).length).toBeLessThan(5_000);
    const [, object] = trace.steps.flatMap(({ objects = [] }) => objects)[0] ?? [];
    expect([object?.items?.length, object?.length]).toEqual([100, 1000]);
    expect(JSON.stringify(trace)).toContain('<int of about 10000 digits>');
  });

  it('counts the rounds of loops', async () => {
    const code = 'for i in range(2):\n    j = 0\n    while j < 2:\n        j += 1\nprint(j)\n';
    const heads = (await run(code)).steps.filter(({ round }) => round !== undefined);
    expect(heads.map(({ line, round, loopEnd }) => [line, round, loopEnd])).toEqual([
      [1, 1, 4],
      [3, 1, 4],
      [3, 2, 4],
      [1, 2, 4],
      [3, 1, 4],
      [3, 2, 4],
    ]);
  });

  it('replays typed input, and has the output of each step', async () => {
    const code = 'name = input("Name? ")\nprint("Hello", end=" ")\nprint(name)\n';
    const trace = await run(code, ['Ada']);
    expect(trace.steps.map(({ output, input }) => [output, input])).toEqual([
      [undefined, undefined],
      ['Name? ', 'Ada\n'],
      ['Hello ', undefined],
      ['Ada\n', undefined],
    ]);
  });

  it('follows generators', async () => {
    const trace = await run('def g():\n    yield 1\n    yield 2\nfor x in g():\n    pass\n');
    const steps = trace.steps.filter(({ kind }) => kind === 'call' || kind === 'return');
    expect(
      steps.map(({ frame, call, yielded, returned }) => [frame, call?.kind, yielded, returned]),
    ).toEqual([
      [1, undefined, undefined, undefined],
      [1, undefined, '1', undefined],
      [1, 'resume', undefined, undefined],
      [1, undefined, '2', undefined],
      [1, 'resume', undefined, undefined],
      [1, undefined, undefined, 'None'],
      [0, undefined, undefined, undefined],
    ]);
    expect(trace.steps.some(({ kind }) => kind === 'raise')).toBe(false);
  });

  it('follows an exception through the frames, and opens where it was raised', async () => {
    const trace = await run('def f(x):\n    return 1 / x\ndef g():\n    f(0)\ng()\n');
    const raised = trace.steps.filter(({ kind }) => kind === 'raise');
    expect(raised.map(({ line, raised: text }) => [line, text])).toEqual([
      [2, 'ZeroDivisionError: division by zero'],
      [4, 'ZeroDivisionError: division by zero'],
      [5, 'ZeroDivisionError: division by zero'],
    ]);
    expect(opening(trace)).toMatchObject({ kind: 'raise', line: 2 });
  });

  it('opens where endless recursion ends', async () => {
    const trace = await run('def f(n):\n    return f(n + 1)\nf(0)\n');
    expect(trace.cut).toBeNull();
    expect(opening(trace)).toMatchObject({ kind: 'raise', line: 2 });
    expect(opening(trace)?.raised).toContain('RecursionError');
  });

  it.each([
    ['steps', 'while True:\n    pass\n'],
    ['steps', 'while True:\n    try:\n        pass\n    except BaseException:\n        pass\n'],
    ['size', 'a = [""] * 100\nwhile True:\n    a[0] += "x"\n    a = a[1:] + ["y" * 150]\n'],
  ])('is cut by the limit of %s', async (cut, code) => {
    const endsItself = code.replace('while True:', 'for _ in range(30_000):');
    const trace = await run(endsItself);
    expect(trace.cut).toBe(cut);
    expect(trace.steps.length).toBeLessThanOrEqual(10_000);
    expect(JSON.stringify(trace).length).toBeLessThan(2_100_000);
    expect(trace.opensAt).toBe(trace.steps.length - 1);
  });

  it('runs no code of the program to show its objects', async () => {
    const code = [
      'class Hostile:',
      '    def __init__(self):',
      '        self.x = 1',
      '    def __repr__(self): print("ran"); return ""',
      '    __str__ = __eq__ = __hash__ = __len__ = __bool__ = __iter__ = __getattribute__ = __repr__',
      'class Words(list):',
      '    def __iter__(self): print("ran"); return iter(())',
      '    __len__ = __getitem__ = __repr__ = __iter__',
      'class Wrong(Exception):',
      '    def __str__(self): print("ran"); return ""',
      'h = Hostile()',
      'w = Words([h])',
      't = (h, w)',
      'try:',
      '    raise Wrong("a", 1)',
      'except Wrong as error:',
      '    pass',
      'print("end")',
      '',
    ].join('\n');
    const trace = await run(code);
    expect(outputOf(trace)).toBe('end\n');
    expect(JSON.stringify(trace)).toContain('"entries":[["x","1"]]');
    expect(trace.steps.find(({ kind }) => kind === 'raise')?.raised).toBe('Wrong: a, 1');
  });

  it('names the file of each step', async () => {
    const trace = await run('import shapes\nprint(shapes.area(3))\n', [], {
      fileName: 'main.py',
      otherFiles: [{ fileName: 'shapes.py', code: 'def area(x):\n    return x * x\n' }],
    });
    expect(trace.files).toEqual(['main.py', 'shapes.py']);
    expect(trace.steps.filter(({ call }) => call).map(({ file, call }) => [file, call])).toEqual([
      [1, { name: '<module>', caller: 0 }],
      [1, { name: 'area', caller: 0 }],
    ]);
    expect(outputOf(trace)).toBe('9\n');
  });

  describe('of a test', () => {
    it('opens at the return of the wrong value', async () => {
      const code = 'def add(a, b):\n    return a - b\n';
      const trace = await test(code, testOf('self.assertEqual(add(2, 3), 5)'), 'T.test');
      expect(opening(trace)).toMatchObject({ kind: 'return', line: 2, returned: '-1' });
      expect(trace.outcome?.passed).toBe(false);
      expect(trace.outcome?.message).toContain('-1');
    });

    it('opens in the function that a function passes on', async () => {
      const code =
        'def sign(x):\n    if x > 0:\n        return 1\n    return 0\ndef f(x):\n    return sign(x)\n';
      const trace = await test(code, testOf('self.assertEqual(f(-1), -1)'), 'T.test');
      expect(opening(trace)).toMatchObject({ kind: 'return', line: 4 });
    });

    it('opens at the line that printed the first wrong text', async () => {
      const code = 'def f():\n    print("one")\n    print("tow")\n    print("three")\n';
      const source = testOf(
        'out = io.StringIO()\n        with redirect_stdout(out):\n            f()\n        self.assertEqual(out.getvalue(), "one\\ntwo\\nthree\\n")',
        'import io\nfrom contextlib import redirect_stdout\nfrom submission import f',
      );
      const trace = await test(code, source, 'T.test');
      expect(opening(trace)).toMatchObject({ kind: 'line', line: 3 });
      expect(outputOf(trace)).toBe('one\ntow\nthree\n');
    });

    it('opens at the line that set the wrong attribute', async () => {
      const code =
        'class Account:\n    def __init__(self):\n        self.balance = 0\n    def deposit(self, cents):\n        self.balance = cents\n        self.last = "deposit"\n';
      const body =
        'a = Account()\n        a.deposit(500)\n        a.deposit(20)\n        self.assertEqual(a.balance, 520)';
      expect(opening(await test(code, testOf(body), 'T.test'))).toMatchObject({
        kind: 'line',
        line: 5,
      });
    });

    it('opens at the exception', async () => {
      const code =
        'def f(basket):\n    counts = {}\n    counts[basket[0]] += 1\n    return counts\n';
      const trace = await test(code, testOf('self.assertEqual(f(["tea"]), {})'), 'T.test');
      expect(opening(trace)).toMatchObject({ kind: 'raise', line: 3, raised: "KeyError: 'tea'" });
    });

    it('runs only that test, and says when it passes', async () => {
      const code = 'def f(x):\n    return x\n';
      const source = `${testOf('self.assertEqual(f(1), 1)')}    def test_other(self):\n        f(2)\n`;
      const trace = await test(code, source, 'T.test');
      expect(trace.outcome).toEqual({ passed: true, message: null });
      expect(trace.steps.filter(({ call }) => call)).toHaveLength(1);
    });

    const asCase = { title: 'A case', points: null, hint: null, hidden: false };
    const caseOf = (more: object): Job['cases'] => [{ ...asCase, ...more }];

    it('runs a case that calls a function', async () => {
      const code = 'def double(x):\n    return x + x + 1\n';
      const cases = caseOf({ call: 'double(2)', returns: '4' });
      const trace = record(await start(), { code, cases }, { test: 'cases.1' });
      expect(opening(trace)).toMatchObject({ kind: 'return', returned: '5' });
      expect(trace.outcome?.passed).toBe(false);
    });

    it('runs a case that types lines into a script', async () => {
      const code = 'name = input("Who? ")\nprint("Hi")\nprint("name")\n';
      const cases = caseOf({ stdin: 'Ada\n', stdout: 'Hi\nAda\n', compare: 'lines' });
      const trace = record(await start(), { code, cases }, { test: 'cases.1' });
      expect(opening(trace)).toMatchObject({ kind: 'line', line: 3 });
      expect(trace.steps.map(({ input }) => input ?? '').join('')).toBe('Ada\n');
    });

    it.each([
      ['def f(:\n', 'Line 1'],
      ['x = 1\nprint(x + "a")\n', 'Line 2'],
    ])('has the message about a program that does not load', async (code, message) => {
      const trace = await test(code, testOf('f()'), 'T.test');
      expect(trace.outcome?.passed).toBe(false);
      expect(trace.outcome?.message).toContain(message);
      expect(opening(trace)?.kind).toBe(code.startsWith('def') ? undefined : 'raise');
    });
  });
});

it.each(samePrograms)('changes nothing about %s', async (_what, code) => {
  let printed = '';
  const write = (_stream: string, text: string) => void (printed += text);
  const plain = await startBrowser({ write, read_line: () => undefined });
  const job = { fileName: 'submission.py', code, files: [] };
  expect(JSON.parse(plain.run(JSON.stringify(job)))).toMatchObject({ how: 'done' });
  const of: Traced = { typed: [] };
  expect(outputOf(record(await startBrowser({}), { code }, of))).toBe(printed);
  expect(printed).not.toBe('');
});
