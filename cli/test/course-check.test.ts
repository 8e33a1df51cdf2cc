import { join } from 'node:path';
import { temporaryFolder, type TemporaryFolder } from '@touchstone/test-kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { writeBrokenCourse, writeBrokenTests } from './broken-course.ts';
import { helloAssignment } from './fixtures.ts';
import { killCommands, touchstone } from './running-command.ts';

let folder: TemporaryFolder;
beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(async () => {
  killCommands();
  await folder.remove();
});

const checkSchema = z.object({
  assignment: z.string(),
  tests: z.array(z.string()),
  hiddenTests: z.array(z.string()),
  starter: z.object({ verdict: z.string(), passing: z.array(z.string()) }).nullable(),
  recorded: z.boolean(),
  findings: z.array(z.object({ kind: z.string(), file: z.string(), message: z.string() })),
});

const checksOf = (stdout: string) =>
  stdout
    .trim()
    .split('\n')
    .map((line) => checkSchema.parse(JSON.parse(line)));

it('finds no fault and nothing to warn of in the sample course', async () => {
  const command = touchstone('course', 'check', '--json', 'courses/first-steps');
  expect(await command.exited).toBe(0);
  const checks = checksOf(command.stdout());
  expect(checks).toHaveLength(18);
  expect(checks.flatMap(({ findings }) => findings)).toEqual([]);
  expect(checks.filter(({ recorded }) => !recorded)).toEqual([]);
  expect(checks.find(({ assignment }) => assignment === 'caesar')?.hiddenTests).toHaveLength(4);
  expect(checks[0]).toMatchObject({
    assignment: 'hello',
    starter: { verdict: 'failed', passing: ['HelloTest.test_returns_text'] },
  });
});

it('checks one assignment on its own', async () => {
  const command = touchstone('course', 'check', helloAssignment);
  expect(await command.exited).toBe(0);
  expect(command.stdout()).toContain('✓ hello: 1 test, model solution passed');
  expect(command.stdout()).toContain('1 assignment: no faults, no warnings');
});

it('says with Pyodide that verdicts can be forged, and makes no records', async () => {
  const command = touchstone('course', 'check', '--sandbox', 'pyodide', '--json', helloAssignment);
  expect(await command.exited).toBe(0);
  expect(command.stderr()).toContain('a program can forge its verdict');
  expect(checksOf(command.stdout())).toMatchObject([{ recorded: false, findings: [] }]);
});

it('treats a missing folder as wrong usage', async () => {
  const command = touchstone('course', 'check', join(folder.path, 'nowhere'));
  expect(await command.exited).toBe(2);
});

/** The lines below that of each assignment. */
function findingsIn(stdout: string): Map<string, string[]> {
  const found = new Map<string, string[]>();
  let last: string[] = [];
  for (const line of stdout.split('\n')) {
    const slug = /^[✓!✗] ([\w-]+): /.exec(line)?.[1];
    if (slug !== undefined) found.set(slug, (last = []));
    else if (line.startsWith('    ')) last.push(line.trim());
  }
  return found;
}

const matching = (sentences: readonly RegExp[]) =>
  sentences.map((sentence) => expect.stringMatching(sentence) as string);

describe('a course with faults', () => {
  let found: Map<string, string[]>;
  let status: number | null;
  let total: string | undefined;
  beforeAll(async () => {
    const course = join(folder.path, 'broken');
    await writeBrokenCourse(course);
    const command = touchstone('course', 'check', course);
    status = await command.exited;
    found = findingsIn(command.stdout());
    total = command.stdout().trim().split('\n').at(-1);
  });

  it('is answered with no, and with a count of what was found', () => {
    expect(status).toBe(1);
    expect(total).toMatch(/^16 assignments: \d+ faults, \d+ warnings$/);
    expect(found.get('sound')).toEqual([]);
  });

  it.each([
    [
      'wrong-solution',
      [
        /^fault: tests\.py:8: the model solution does not pass DoubleTest\.test_two: double\(2\): expected 4, but got 5; correct solution\.py, or the test/,
      ],
    ],
    ['passing-starter', [/^fault: starter\.py:1: the starter already passes all tests/]],
    ['unreadable-starter', [/^warning: starter\.py:2: the starter does not compile: /]],
    ['shared-judge', [/^warning: assignment\.yaml: judge: shared .* its verdicts can be forged/]],
    [
      'missing-module',
      [/^fault: assignment\.yaml:2: preload names no_such_module, which is not installed/],
    ],
    ['slow-solution', [/^warning: solution\.py: uses 0\.\d of the 0\.5 s of processor time/]],
    ['patched-module', [/^warning: tests\.py:8: .* use `submission\.random\.random` instead/]],
    [
      'flaky-solution',
      [
        /^fault: tests\.py:[78]: the model solution (?:does not pass DoubleTest|passes in \d of 5 runs; in others it does not pass DoubleTest)\.test_two: double\(2\): expected 4, but got 7/,
      ],
    ],
    [
      'empty-file',
      [
        /^fault: starter\.py:1: /,
        /^fault: tests\.py:1: an empty submission\.py passes all tests/,
        /^fault: tests\.py:7: `test_two` never uses submission\.py/,
      ],
    ],
    ['starter-may-pass', []],
    ['idle-points', [/^warning: tests\.py:8: `@touchstone\.points\(2\)` has no effect/]],
    [
      'wrong-case',
      [
        /^fault: cases\.yaml:2: the model solution does not pass cases\.1: expected hello, but got nothing; correct solution\.py, or the case/,
        /^warning: cases\.yaml:2: `points` of a case has no effect/,
      ],
    ],
    [
      'broken-code',
      [/^fault: cases\.yaml:1: code can't be used: '\(' was never closed, in its line 2/],
    ],
    [
      'code-without-value',
      [/^fault: cases\.yaml:1: code can't be used: its last line must be an expression, whose/],
    ],
    [
      'wrong-kinds-of-cases',
      [
        /^fault: cases\.yaml:1: the model solution does not pass cases\.1: expected 2, but got nothing/,
        /^fault: cases\.yaml:2: .* `double\(1\)` should write the file a\.txt, but afterwards there is/,
        /^fault: cases\.yaml:3: .* has no `for` or `while` loop, but this assignment requires it/,
        /^fault: cases\.yaml:4: .* cases\.5: double\(1\): expected 3, but got 2/,
        /^fault: cases\.yaml:5: .* cases\.6: line 1 of solution\.py imports `math`, which/,
        /^fault: cases\.yaml:6: .* but got \[2, None\]; write null, which means None/,
        /^fault: cases\.yaml:7: .* but got \(2,\); YAML has read a text here: write !python in/,
      ],
    ],
  ])('gets a report of %s', (assignment, sentences) => {
    expect(found.get(assignment)).toEqual(matching(sentences));
  });
});

describe('a course whose tests are not as they should be', () => {
  let found: Map<string, string[]>;
  beforeAll(async () => {
    const course = join(folder.path, 'tests');
    await writeBrokenTests(course);
    const command = touchstone('course', 'check', course);
    await command.exited;
    found = findingsIn(command.stdout());
  });

  it.each([
    ['no-assertion', [/^fault: tests\.py:7: `test_two` reaches no assertion/]],
    [
      'no-loop',
      [
        /^fault: tests\.py:7: `test_two` reaches no assertion/,
        /^warning: tests\.py:9: this assertion is not reached/,
      ],
    ],
    ['no-use', [/^fault: tests\.py:7: `test_two` never uses submission\.py/]],
    ['value-as-message', [/^warning: tests\.py:8: the second argument of assertTrue is a message/]],
    ['uncalled', [/^warning: tests\.py:10: `more` has assertions, but nothing calls it/]],
    ['weak', [/^warning: tests\.py:1: a program in which every function returns 1 passes/]],
    [
      'all-fail',
      [
        /^fault: tests\.py:8: .* DoubleTest\.test_two: double\(2\): expected 5, but got 4/,
        /^fault: tests\.py:10: .* DoubleTest\.test_three: .*TypeError: .*, in solution\.py:2; correct/,
      ],
    ],
    ['skipping', [/^fault: tests\.py:7: .* DoubleTest\.test_two: it skips itself \(not today\)/]],
    ['no-python', [/^fault: tests\.py:7: is not valid Python: expected ':', in `def test_two/]],
    [
      'wrong-module',
      [/^fault: tests\.py:3: does not load: ModuleNotFoundError: .*as `submission`/],
    ],
    [
      'no-test',
      [
        /^fault: tests\.py: has no tests; write a class that extends unittest\.TestCase/,
        /^warning: tests\.py:4: `DoubleTest` does not extend unittest\.TestCase/,
      ],
    ],
    ['sound-smoke', []],
    ['sound-helpers', []],
  ])('gets a report of %s, whatever the judge', (assignment, sentences) => {
    const forgeable = /^warning: assignment\.yaml: judge: shared/;
    expect(found.get(assignment)).toEqual(matching(sentences));
    const faults = sentences.filter((each) => each.source.startsWith('^fault'));
    const warnings = sentences.filter((each) => each.source.startsWith('^warning'));
    expect(found.get(`${assignment}-shared`)).toEqual(
      matching([...faults, forgeable, ...warnings]),
    );
  });

  it('talks to the teacher, and to nobody else', () => {
    expect([...found.values()].flat().join('\n')).not.toMatch(/your (?:program|teacher|file)/i);
  });
});
