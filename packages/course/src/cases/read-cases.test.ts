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
      '- stdout: a\n  call: f()\n  returns: 1\n',
      /^2: "call" does not go together with "stdout": .*write a tests\.py, see "What a function prints"/,
    ],
    ['- returns: 1\n', /^1: the case has no "call"; add one/],
    ['- call: f()\n', /^1: "call" needs either "returns"/],
    ['- call: f()\n  returns: 1\n  raises: E\n', /^3: "raises" needs either "returns"/],
    ['- stdout: a\n  stdn: b\n', /^2: "stdn" is not known here; did you mean "stdin"\?/],
    ['- stdout: a\n  compare: line\n', /^2: "compare" must be one of "lines", "exact"/],
    ['- stdout: [a]\n', /^1: "stdout" must be text; if the brackets belong to it/],
    ['- stdout: a\n  points: -1\n', /^2: .*must be at least 0/],
    ['- stdout: a\n  hint: ""\n', /^2: "hint" is empty/],
    ['- stdout: "\\0"\n', /^1: .*NUL character/],
    ['- stdout: none\n  compare: numbers\n', /^1: "stdout" has no number/],
    ['- stdout: ""\n  compare: contains\n', /^1: "stdout" has no line/],
    ['- call: add(1, 2\n  returns: 3\n', /^1: "call" is missing a "\)"/],
    ['- call: add(1])\n  returns: 3\n', /^1: "call" has a "]" without an opening bracket/],
    ['- call: add("a)\n  returns: 3\n', /^1: "call" has a quote that is not closed/],
    ['- call: x = add(1)\n  returns: 3\n', /^1: .*assigns something/],
    ['- call: import os\n  returns: 3\n', /^1: .*"import" starts a statement/],
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
