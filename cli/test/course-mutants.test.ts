import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder, type TemporaryFolder } from '@touchstone/test-kit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { environmentForChildren } from '../src/config.ts';
import { writeAssignment } from './broken-course.ts';
import { killCommands, touchstoneWith } from './running-command.ts';

let folder: TemporaryFolder;
const cached = () => join(folder.path, 'cache/touchstone/mutants');
const assignment = () => join(folder.path, 'bulk');

/** No test tries the limit, or what is free; the loop may also start at 0. */
const files = {
  'handout.md': 'Write `price`.\n',
  'starter.py': 'def price(count):\n    pass\n',
  'solution.py':
    'def price(count):\n    total = 0\n    for n in range(1, count + 1):\n        total += n\n' +
    '    if total > 10:\n        return 10\n    return total\n',
  'tests.py':
    'import unittest\n\nfrom submission import price\n\n\nclass PriceTest(unittest.TestCase):\n' +
    '    def test_few(self):\n        self.assertEqual(price(2), 3)\n' +
    '    def test_many(self):\n        self.assertEqual(price(4), 10)\n',
};
const limit = '@@ price @@\n-    if total > 10:\n+    if total > 9:';
const start = '@@ price @@\n-    for n in range(1, count + 1):\n+    for n in range(0, count + 1):';
const listing = (...diffs: string[]) =>
  [
    'title: Bulk',
    'equivalentMutants:',
    ...diffs.map((diff) => `  - |\n${diff.replace(/^/gm, '    ')}`),
    '',
  ].join('\n');

beforeAll(async () => {
  folder = await temporaryFolder();
  await writeAssignment(assignment(), {
    ...files,
    'assignment.yaml': listing(limit, start),
    'wrong/none.py': 'def price(count):\n    return 0\n',
    'wrong/no-limit.py': 'def price(count):\n    return count * (count + 1) // 2\n',
  });
});
afterAll(async () => {
  killCommands();
  await folder.remove();
});

async function check(...options: string[]): Promise<{ status: number | null; stdout: string }> {
  const environment = { ...environmentForChildren(), XDG_CACHE_HOME: join(folder.path, 'cache') };
  const command = touchstoneWith(environment, 'course', 'check', ...options, assignment());
  return { status: await command.exited, stdout: command.stdout() };
}

it('shows what no test tells apart, as advice, and names a program in wrong/ that passes', async () => {
  const { status, stdout } = await check('--mutants');
  expect(stdout).toContain('fault: wrong/no-limit.py: passes all tests');
  expect(stdout).not.toContain('wrong/none.py');
  expect(status).toBe(1);
  expect(stdout).toMatch(/ {4}mutants: \d+ of \d+ noticed, 2 listed as equivalent\n/);
  expect(stdout).toContain(
    '    solution.py:5: no test tells these apart:\n        @@ price @@\n        -    if total > 10:\n        +    if False:\n',
  );
  expect(stdout).not.toContain('+    if total > 9:');
  expect(stdout).toMatch(/^mutants: \d+ of \d+ noticed \(\d\d %\)$/m);
});

it('has the same result again, from what it kept, and is a gate only with --strict', async () => {
  await writeFile(join(assignment(), 'wrong/no-limit.py'), files['starter.py']);
  const again = await check('--mutants');
  expect(again.status).toBe(0);
  expect(again.stdout).toContain('+    if False:');
  const [kept = '', ...others] = await readdir(cached());
  expect(others).toEqual([]);
  const strict = await check('--mutants', '--strict', '--json');
  expect(strict.status).toBe(1);
  expect(JSON.parse(strict.stdout)).toMatchObject({
    mutants: { equivalent: 2, untried: 0, messages: { total: 0, noticed: 0 } },
    findings: [{ kind: 'fault', file: 'solution.py' }],
  });
  // What was kept is what counts: so nothing was graded again.
  const outcomes = await readFile(join(cached(), kept), 'utf8');
  await writeFile(join(cached(), kept), outcomes.replaceAll('"noticed"', '"survived"'));
  expect((await check('--mutants')).stdout).toContain('mutants: 0 of ');
});

it('tries all again when the tests have changed, and calls a stale equivalent mutant a fault', async () => {
  const more =
    '    def test_limit(self):\n        self.assertEqual([price(5), price(6)], [10, 10])\n' +
    '    def test_none(self):\n        self.assertEqual(price(0), 0)\n';
  await writeFile(join(assignment(), 'tests.py'), files['tests.py'] + more);
  await writeFile(
    join(assignment(), 'assignment.yaml'),
    listing(start, '@@ price @@\n-    if total > 10:\n+    if total > 11:'),
  );
  const noticed = await check('--mutants', '--seconds', '600');
  expect(noticed.status).toBe(0);
  await writeFile(
    join(assignment(), 'assignment.yaml'),
    listing(start, '@@ price @@\n-    return total\n+    return None'),
  );
  const { status, stdout } = await check('--mutants');
  expect(status).toBe(1);
  expect(stdout).toMatch(/fault: assignment\.yaml:7: equivalentMutants lists a change that fails/);
  await writeFile(
    join(assignment(), 'solution.py'),
    files['solution.py'].replace('range(1, count + 1)', 'range(count + 1)'),
  );
  const gone = await check();
  expect(gone.status).toBe(1);
  expect(gone.stdout).toMatch(/fault: assignment\.yaml:3: .* is not a mutant of solution\.py/);
});
