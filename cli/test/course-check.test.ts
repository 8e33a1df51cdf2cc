import { join } from 'node:path';
import { temporaryFolder, type TemporaryFolder } from '@touchstone/test-kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { writeBrokenCourse } from './broken-course.ts';
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
  expect(command.stderr()).toContain('all verdicts can be forged');
  expect(checksOf(command.stdout())).toMatchObject([{ recorded: false, findings: [] }]);
});

it('takes a folder that is not there as wrong usage', async () => {
  const command = touchstone('course', 'check', join(folder.path, 'nowhere'));
  expect(await command.exited).toBe(2);
});

describe('a course with faults', () => {
  let lines: string[];
  let status: number | null;
  beforeAll(async () => {
    const course = join(folder.path, 'broken');
    await writeBrokenCourse(course);
    const command = touchstone('course', 'check', course);
    status = await command.exited;
    lines = command.stdout().split('\n');
  });

  /** The lines below the one of an assignment. */
  const findingsOf = (assignment: string): string[] => {
    const start = lines.findIndex((line) => line.slice(2).startsWith(`${assignment}: `)) + 1;
    const rest = lines.slice(start);
    return rest
      .slice(
        0,
        rest.findIndex((line) => !line.startsWith('    ')),
      )
      .map((line) => line.trim());
  };

  it('is answered with no, and with a count of what was found', () => {
    expect(status).toBe(1);
    expect(lines.slice(-2)).toEqual(['9 assignments: 2 faults, 6 warnings', '']);
    expect(findingsOf('sound')).toEqual([]);
  });

  it.each([
    ['wrong-solution', /^fault: solution\.py: the model solution failed at DoubleTest\.test_two/],
    ['passing-starter', /^warning: starter\.py: the starter already passes/],
    ['unreadable-starter', /^warning: starter\.py:2: the starter does not compile: /],
    ['shared-judge', /^warning: assignment\.yaml: judge: shared .* its verdicts can be forged/],
    ['missing-module', /^fault: assignment\.yaml: preload names no_such_module, which the Python/],
    ['slow-solution', /^warning: solution\.py: takes 0\.\d of the 0\.5 s of computing time/],
    ['empty-test', /^warning: tests\.py:10: `test_nothing` asserts nothing/],
    ['patched-module', /^warning: tests\.py:8: .* use `submission\.random\.random` instead/],
  ])('is told of %s in one sentence', (assignment, sentence) => {
    expect(findingsOf(assignment)).toEqual([expect.stringMatching(sentence)]);
  });
});
