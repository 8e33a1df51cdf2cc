import type { GradingCase } from '@touchstone/contracts';
import { describe, expect, it } from 'vitest';
import { smallCourse, writeFixture } from '../../test/course-fixture.ts';
import { CourseError } from '../course-error.ts';
import { readCourse } from '../read-course.ts';

const withCases = (cases: string, solution?: string) => ({
  ...smallCourse,
  'hello/tests.py': null,
  'hello/cases.yaml': cases,
  'hello/solution.py': solution ?? smallCourse['hello/solution.py'] ?? null,
});

async function read(cases: string, solution?: string): Promise<GradingCase[]> {
  const course = await readCourse(await writeFixture('small', withCases(cases, solution)));
  return course.assignments[0]?.bundle.cases ?? [];
}

/** The only fault as a teacher sees it, from the line on. */
async function faultOf(cases: string): Promise<string> {
  const error: unknown = await read(cases).then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof CourseError)) throw new Error('expected a CourseError', { cause: error });
  return error.faults.map(({ line, message }) => `${line ?? ''}: ${message}`).join('\n');
}

const returned = async (yaml: string): Promise<unknown> => {
  const [found] = await read(`- call: f()\n  returns: ${yaml}\n`);
  return found?.kind === 'call' ? found.returns : undefined;
};

describe('cases.yaml', () => {
  it('may replace tests.py, with defaults for what a case does not set', async () => {
    const cases = `
- stdin: |
    Ada
    36
  stdout: Ada, 37
- call: add(1, 2)
  returns: 3
- title: No negative numbers
  call: root(-1)
  raises: "ValueError: negative"
  points: 2
  hint: Look at the sign.
  hidden: true
- {stdout: Hello, compare: exact}
`;
    const defaults = { points: null, hint: null, hidden: false };
    expect(await read(cases)).toEqual([
      {
        kind: 'script',
        title: 'Typed: Ada, 36',
        ...defaults,
        stdin: 'Ada\n36\n',
        stdout: 'Ada, 37',
        compare: 'lines',
      },
      {
        kind: 'call',
        title: 'add(1, 2)',
        ...defaults,
        call: 'add(1, 2)',
        returns: '3',
        raises: null,
      },
      {
        kind: 'call',
        title: 'No negative numbers',
        points: 2,
        hint: 'Look at the sign.',
        hidden: true,
        call: 'root(-1)',
        returns: null,
        raises: 'ValueError: negative',
      },
      {
        kind: 'script',
        title: 'What the program prints',
        ...defaults,
        stdin: '',
        stdout: 'Hello',
        compare: 'exact',
      },
    ]);
  });

  it('allows what is typed and printed during a call', async () => {
    const cases = '- call: ask()\n  stdin: 007\n  stdout: "Who? 8"\n  returns: 8\n';
    const only = '- {call: show(1), stdout: "1", compare: words, hidden: true}\n';
    const solution = 'def ask():\n    return int(input("Who? "))\n';
    expect(await read(cases + only, solution)).toMatchObject([
      { title: 'ask(), typed: 007', stdin: '007', stdout: '8', returns: '8' },
      { title: 'Hidden case 2', stdout: '1', compare: 'words', returns: null, raises: null },
    ]);
  });

  it('allows a call over several lines, within brackets', async () => {
    expect(await read('- call: |\n    add(\n      1,\n    )\n  returns: 1\n')).toMatchObject([
      { call: 'add(\n  1,\n)', title: 'add( 1, )' },
    ]);
  });

  it('calls code after its statements', async () => {
    const cases = '- code: |\n    for i in [1]:\n        f(i)\n    g()\n  stdout: 1\n';
    expect(await read(cases)).toMatchObject([{ title: 'for i in [1]: f(i); g()' }]);
  });

  it.each([
    ['- code: >\n    a = f(1)\n    a\n  returns: 1', 'loses the ends of its lines here'],
    ['- code:\n    a = f(1)\n    a\n  returns: 1', 'loses the ends of its lines here'],
    ['- code: |\n    from solution import f\n    f()\n  returns: 1', 'imports solution.py'],
    ['- {table: {call: "f({})", rows: [[(1, 2), 3]]}}', 'put a Python literal in quotes'],
    ['- {forbid: {loops: true}, example: true}', 'remove it: the handout shows each rule'],
    ['- {call: f(), writes: [a.txt]}', 'must be lines of the form "name: text"'],
    ['- {forbid: {calls: true}}', 'must be a list, such as calls: […]'],
  ])('refuses %j', async (cases, fault) => {
    expect(await faultOf(`${cases}\n`)).toMatch(/^1: /);
    expect(await faultOf(`${cases}\n`)).toContain(fault);
  });

  it('allows statements', async () => {
    const cases = '- code: |\n    a = f(1)\n\n    sum([a])\n  returns: 1\n  stdin: x\n';
    expect(await read(cases, 'def sum(x): ...')).toEqual([
      {
        kind: 'code',
        title: 'a = f(1); sum([a]), typed: x',
        points: null,
        hint: null,
        hidden: false,
        code: 'a = f(1)\n\nsum([a])',
        returns: '1',
        raises: null,
        modelNames: ['sum'],
        stdin: 'x',
      },
    ]);
  });

  it('allows files that a program or a call writes', async () => {
    const cases =
      '- {stdin: 1, writes: {a.txt: 007, b c: ""}}\n- {call: f(), writes: {a.txt: x}, compare: words}\n';
    expect(await read(cases)).toMatchObject([
      {
        kind: 'script',
        title: 'Typed: 1',
        compare: 'lines',
        writes: { 'a.txt': '007', 'b c': '' },
      },
      { kind: 'call', returns: null, raises: null, compare: 'words', writes: { 'a.txt': 'x' } },
    ]);
  });

  it('has rules, which the handout shows unless they are hidden', async () => {
    const cases = `
- forbid: {imports: [math], calls: [sum(), .sort], loops: [for], recursion: true}
  message: Use a \`while\` loop.
- require: {loops: true, imports: true}
- require: {loops: [while]}
  hidden: true
`;
    const course = await readCourse(await writeFixture('small', withCases(cases)));
    const { bundle, handoutHtml } = course.assignments[0] ?? {};
    expect(bundle?.cases).toMatchObject([
      {
        kind: 'rule',
        title: 'Without import math, sum(), .sort(), a for loop, recursion',
        forbids: true,
        constructs: [
          { kind: 'import', name: 'math' },
          { kind: 'call', name: 'sum' },
          { kind: 'call', name: '.sort' },
          { kind: 'loop', name: 'for' },
          { kind: 'recursion', name: null },
        ],
        message: 'Use a `while` loop.',
      },
      { title: 'With any import, a for or while loop', forbids: false },
      { title: 'Hidden case 3', hidden: true },
    ]);
    const shown = handoutHtml?.slice(handoutHtml.indexOf('<h2>Rules'));
    expect(shown).toMatch(/<li>Use a <code>while<\/code> loop\. \(Not allowed: <code>import math/);
    expect(shown).toContain('<li>Required: any import, a for or while loop.</li>');
    expect(shown?.match(/<li>/g)).toHaveLength(2);
  });

  it('has examples, which the handout shows with their output', async () => {
    const cases = `
- {title: "Ada & 2*3", stdin: Ada, stdout: "Hi \`Ada\`", writes: {a_b.txt: x}, example: true}
- {call: 'f("<b>")', returns: [1, a], example: true}
- {code: "a = f(1)\\na", raises: ValueError, stdout: "", example: true}
- {stdout: secret}
- table: {call: "g({})", rows: [[1, null], {row: [2, 3], hidden: true, example: false}]}
  example: true
`;
    const course = await readCourse(await writeFixture('small', withCases(cases)));
    const html = course.assignments[0]?.handoutHtml ?? '';
    const shown = html.slice(html.indexOf('<h2>Examples'));
    const text = shown
      .replace(/<[^>]*>/g, '')
      .replace(/\n+/g, '\n')
      .trim();
    expect(text).toBe(
      [
        'Examples',
        'Ada &amp; 2*3',
        'Typed:',
        'Ada',
        'Printed:',
        'Hi `Ada`',
        'File a_b.txt:',
        'x',
        '&gt;&gt;&gt; f("&lt;b&gt;")',
        '[1, "a"]',
        'a = f(1)',
        'a',
        'Raises:',
        'ValueError',
        'Printed:',
        'nothing',
        '&gt;&gt;&gt; g(1)',
      ].join('\n'),
    );
  });

  it('reads numbers as text the way they are written', async () => {
    expect(await read('- stdin: 007\n  stdout: 1.50\n')).toMatchObject([
      { stdin: '007', stdout: '1.50' },
    ]);
  });

  it('reveals nothing of a hidden case in its default title', async () => {
    const [found] = await read('- call: f("secret")\n  returns: 1\n  hidden: true\n');
    expect(found?.title).toBe('Hidden case 1');
  });

  it.each([
    ['3', '3'],
    ['+3', '3'],
    ['1.0', '1.0'],
    ['100000000000000000001', '100000000000000000001'],
    ['"3"', '"3"'],
    ['.inf', '1e999'],
    ['true', 'True'],
    ['null', 'None'],
    ['', 'None'],
    ['"\\" \\n ä"', '"\\" \\n ä"'],
    ['[1, [two, ~], {}]', '[1, ["two", None], {}]'],
    ['{1: a, "1": [b], ? true : }', '{1: "a", "1": ["b"], True: None}'],
    ['!python "(1, {2, 3}, 1+2j, b\'x\')"', "(1, {2, 3}, 1+2j, b'x')"],
    ['[!python "()", &same x, *same]', '[(), "x", "x"]'],
  ])('reads the value %s as Python’s %s', async (yaml, python) => {
    expect(await returned(yaml)).toBe(python);
  });

  it.each([
    ['- title: x\n', /^1: the case tests nothing; add "stdout"/],
    ['- stdout: a\n- stdin: b\n', /^2: the case tests nothing/],
    [
      '- stdout: a\n  returns: 1\n',
      /^1: the case has no "call" or "code" beside "returns"; add one/,
    ],
    [
      '- call: f()\n  stdin: a\n',
      /^1: "call" needs "returns" .*, "raises" .*, "stdout" .* or "writes"/,
    ],
    [
      '- call: f()\n  returns: 1\n  compare: exact\n',
      /^3: "compare" compares nothing without "stdout"/,
    ],
    ['- call: f()\n  stdout: x\n  compare: numbers\n', /^2: "stdout" has no number/],
    ['- returns: 1\n', /^1: the case has no "call" or "code" beside "returns"; add one/],
    ['- call: f()\n', /^1: "call" needs "returns"/],
    ['- call: f()\n  returns: 1\n  raises: E\n', /^3: "raises" needs either "returns"/],
    ['- stdout: a\n  stdn: b\n', /^2: "stdn" is not known here; did you mean "stdin"\?/],
    ['- stdout: a\n  compare: line\n', /^2: "compare" must be one of "lines", "exact"/],
    ['- stdout: [a]\n', /^1: "stdout" must be text; if the brackets belong to it/],
    ['- stdout: a\n  points: -1\n', /^2: .*must be at least 0/],
    ['- stdout: a\n  hint: ""\n', /^2: "hint" is empty/],
    ['- stdout: "\\0"\n', /^1: .*NUL character/],
    ['- stdout: none\n  compare: numbers\n', /^1: "stdout" has no number/],
    ['- stdout: ""\n  compare: words\n', /^1: "stdout" has no word/],
    ['- stdout: ""\n  compare: contains\n', /^1: "stdout" has no line/],
    ['- call: add(1, 2\n  returns: 3\n', /^1: "call" is missing a "\)"/],
    ['- call: add(1])\n  returns: 3\n', /^1: "call" has a "]" without an opening bracket/],
    ['- call: add("a)\n  returns: 3\n', /^1: "call" has a quote that is not closed/],
    ['- call: x = add(1)\n  returns: 3\n', /^1: .*assigns something/],
    ['- call: import os\n  returns: 3\n', /^1: .*"import" starts a statement.*write "code"/],
    ['- call: 1 + 1\n  returns: 2\n', /^1: "call" uses no name/],
    ['- call: f()\n  raises: Value Error\n', /^2: "raises" must be an exception's name/],
    [
      '- call: f()\n  returns: !python "g(1)"\n',
      /^2: "returns" has "g\(1\)", which is not a literal/,
    ],
    ['- call: f()\n  returns: !python "(1, 2"\n', /^2: "returns" is missing a "\)"/],
    ['- call: f()\n  returns: .nan\n', /^2: "returns" is nan, which equals nothing/],
    ['- call: f()\n  returns: {[1]: 2}\n', /^2: "returns" has a key that Python doesn't allow/],
    [
      '- call: f()\n  raises: E: text\n',
      /^2: a text with ": " in it needs quotes: raises: "E: text"$/,
    ],
    ['- call: f()\n  code: f()\n  stdout: x\n', /^2: "code" does not go together with "call"/],
    ['- code: f()\n', /^1: "code" needs "returns"/],
    ['- code: ""\n  stdout: x\n', /^1: "code" is empty/],
    ['- writes: {}\n', /^1: "writes" names no file/],
    ['- writes: {a/b: x}\n', /^1: "a\/b" must be the name of a file/],
    ['- writes: {submission.py: x}\n', /^1: "submission.py" is given to the program/],
    ['- writes: {a: x}\n  compare: numbers\n', /^1: "a" has no number/],
    ['- writes: {a: [x]}\n', /^1: .*must be text/],
    ['- writes: notes.txt\n', /^1: "writes" must be/],
    ['- forbid: {}\n', /^1: "forbid" says nothing/],
    ['- forbid: {loop: true}\n', /^1: "loop" is not known here; did you mean "loops"/],
    ['- forbid: {loops: [foreach]}\n', /^1: item 1 of "loops" must be one of "for", "while"/],
    ['- forbid: {loops: yes please}\n', /^1: "forbid.loops" must be true, for a for or while/],
    ['- forbid: {imports: math}\n', /^1: "forbid.imports" must be true, .* or a list of modules/],
    ['- forbid: {calls: [sum(1)]}\n', /^1: item 1 of "calls" must be a function such as sum/],
    ['- forbid: {recursion: false}\n', /^1: "forbid.recursion" must be/],
    ['- forbid: {loops: true}\n  stdout: x\n', /^2: "stdout" does not go together with "forbid"/],
    [
      '- forbid: {loops: true}\n  require: {recursion: true}\n',
      /^2: "require" does not go together with "forbid"/,
    ],
    ['- stdout: x\n  message: y\n', /^2: "message" belongs to "forbid" or "require"/],
    ['- {stdout: x, example: true, hidden: true}\n', /^1: "example" does not go together with "h/],
    ['- {forbid: {loops: true}, example: true}\n', /^1: "example" does not go together with "forb/],
    ['- {stdout: x, example: x}\n', /^1: "example" must be true or false/],
    ['[]\n', /has no case/],
  ])('says what is wrong with %j', async (cases, fault) => {
    expect(await faultOf(cases)).toMatch(fault);
  });

  it('allows keyword arguments and comparisons in calls', async () => {
    const calls = ['f(x=1)', 'f(1) == 2', 'Account(5).balance', '[f(x) for x in range(3)]'];
    const cases = calls.map((call) => `- call: ${JSON.stringify(call)}\n  returns: 1\n`).join('');
    expect(await read(cases)).toMatchObject(calls.map((call) => ({ call })));
  });
});

describe('a table', () => {
  const leap = `
- title: Leap years
  points: 2
  hint: Think of centuries.
  table:
    call: is_leap({})
    rows:
      - [1900, false]
      - {row: [2000, true], points: 3, hint: 400 too, hidden: true}
`;

  it('is a case for each row, which may set what the table sets for all', async () => {
    expect(await read(`- call: f()\n  returns: 1\n${leap}`)).toMatchObject([
      { title: 'f()' },
      {
        kind: 'call',
        title: 'Leap years: is_leap(1900)',
        points: 2,
        hint: 'Think of centuries.',
        hidden: false,
        call: 'is_leap(1900)',
        returns: 'False',
        raises: null,
      },
      {
        title: 'Leap years: hidden case 3',
        points: 3,
        hint: '400 too',
        hidden: true,
        call: 'is_leap(2000)',
        returns: 'True',
      },
    ]);
  });

  it.each([
    ['f({})', '[-1, 1]', 'f(-1)'],
    ['f({}, k={})', '[[1, a], null, 1]', 'f([1, "a"], k=None)'],
    ['{} ** f({})', '[-1, 2, 1]', '(-1) ** f(2)'],
    ['f({}.real)', '[5, 1]', 'f((5).real)'],
    ['f("{}", {})', '["x{}", 1]', 'f("{}", "x{}")'],
    ['f({}).items', '[!python "(1, 2)", 1]', 'f((1, 2)).items'],
  ])('puts values into %s', async (call, row, filled) => {
    const [found] = await read(`- table:\n    call: '${call}'\n    rows:\n      - ${row}\n`);
    expect(found).toMatchObject({ kind: 'call', call: filled, title: filled, returns: '1' });
  });

  it('has rows that raise, and hidden ones without a title', async () => {
    const rows = '[{row: [-1], raises: "ValueError: no"}, {row: [1, 1], hidden: true}]';
    expect(await read(`- table: {call: "f({})", rows: ${rows}}\n`)).toMatchObject([
      { title: 'f(-1) raises ValueError: no', raises: 'ValueError: no', returns: null },
      { title: 'Hidden case 2', call: 'f(1)' },
    ]);
  });

  it.each([
    [leap.replace('400 too', '""'), /^9: "hint" is empty/],
    [leap.replace(', false', ''), /^8: row 1 must have 2 values: one for each {}.*it has 1$/],
    [leap.replace('1900', '1900, 1901'), /^8: row 1 must have 2 values: .*it has 3$/],
    [leap.replace('- [1900, false]', '- 1900'), /^8: item 1 of "rows" must be the values for each/],
    [leap.replace('1900', '.nan'), /^8: row 1 is nan, which equals nothing/],
    [leap.replace('({})', '(1)'), /^6: "call" has no {} outside of quotes/],
    [leap.replace('({})', '({}'), /^6: "call" is missing a "\)"/],
    [
      leap.replace('hint: 400 too', 'pionts: 2'),
      /^9: "pionts" is not known here; did you mean "points"/,
    ],
    [leap.replace('hint: 400 too', 'raises: E'), /^9: row 2 must have 1 value: .*it has 2$/],
    [leap.replace('points: 3', 'points: -1'), /^9: .*must be at least 0/],
    [`${leap}  stdout: x\n`, /^10: "stdout" does not go together with "table"/],
    ['- table: {call: "f({})", rows: []}\n', /^1: "table\.rows" has no row; add one/],
    ['- table: {call: "f({})"}\n', /^1: "rows" is missing; add/],
    [
      `- table: {call: "f({})", rows: [${'[1, 1], '.repeat(400)}]}\n`.repeat(2),
      /: has 800 cases, counting each row of a table; at most 500/,
    ],
  ])('says what is wrong with %j', async (cases, fault) => {
    expect(await faultOf(cases)).toMatch(fault);
  });
});

describe('prompts of the model solution', () => {
  const solution = `
name = input("What is your name? ")
age = input('Age:\\n')
for i in range(2):
    input(f"Number {i}: ")
    input(f"{i}: ")
`;
  const stdoutOf = async (stdout: string, compare = 'lines') => {
    const yaml = `- stdin: a\n  compare: ${compare}\n  stdout: ${JSON.stringify(stdout)}\n`;
    const [found] = await read(yaml, solution);
    return found?.kind === 'script' ? found.stdout : null;
  };

  it.each([
    ['What is your name? Age:\nAda', 'Ada'],
    ['What is your name?\nAda', 'Ada'],
    ['Hello\nNumber 1: Number 2: 3\n', 'Hello\n3\n'],
    ['Total: 5', 'Total: 5'],
    ['So: What is your name? Ada', 'So: What is your name? Ada'],
    ['What is your name?', 'What is your name?'],
  ])('are removed from the expected output: %j', async (written, expected) => {
    expect(await stdoutOf(written)).toBe(expected);
  });

  it('stay where output is compared exactly, or searched for', async () => {
    const written = 'What is your name? Ada';
    expect(await stdoutOf(written, 'exact')).toBe(written);
    expect(await stdoutOf(written, 'contains')).toBe(written);
    expect(await stdoutOf(`${written} 5`, 'numbers')).toBe('Ada 5');
  });
});
