import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { userExportSchema } from '@touchstone/contracts';
import { freePort } from '@touchstone/servers';
import {
  copyEmptyPglite,
  createApiClient,
  createUser,
  temporaryFolder,
  waitFor,
  type TemporaryFolder,
} from '@touchstone/test-kit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { tinyCourse } from './fixtures.ts';
import { touchstoneHere, type Outcome } from './in-process-command.ts';
import { killCommands, touchstone } from './running-command.ts';

let folder: TemporaryFolder;
let url = '';
const course = () => join(folder.path, 'tiny');
const at = (...args: string[]): Promise<Outcome> =>
  touchstoneHere(...args, '--data', join(folder.path, 'data'));

async function write(path: string, text: string): Promise<void> {
  await mkdir(join(course(), path, '..'), { recursive: true });
  await writeFile(join(course(), path), text);
}

const tests = (area: number) => `import unittest
from main import describe
from shapes import area


class ShapesTest(unittest.TestCase):
    def test_area(self):
        """Area of 3"""
        self.assertEqual(area(3), ${area})

    def test_describe(self):
        """Describes 2"""
        self.assertEqual(describe(2), "a square of 4")
`;
const main =
  'from shapes import area\n\n\ndef describe(side):\n    return f"a square of {area(side)}"\n';
const shapes = 'def area(side):\n    return side * side\n';
const cubes = 'def area(side):\n    return side**3 if side == 3 else 4\n';
const filesOf = (its: string) => [
  { name: 'main.py', code: main },
  { name: 'shapes.py', code: its },
];

beforeAll(async () => {
  folder = await temporaryFolder();
  await cp(tinyCourse, course(), { recursive: true });
  await rm(join(course(), 'double'), { recursive: true });
  await write(
    'double/assignment.yaml',
    'title: Squares\nfiles:\n  edit: [main.py, shapes.py]\n  given: [words.txt]\n',
  );
  await write('double/handout.md', 'Write `describe` and `area`.\n');
  await write('double/files/words.txt', 'a word\n');
  await write('double/starter/main.py', 'import shapes\n');
  await write('double/starter/shapes.py', '# Write area here.\n');
  await write('double/solution/main.py', main);
  // A broken test, which the teacher's own program passes.
  await write('double/solution/shapes.py', cubes);
  await write('double/tests.py', tests(27));
  const data = join(folder.path, 'data');
  await copyEmptyPglite(join(data, 'database'));
  const server = touchstone(
    ...['start', '--data', data, '--port', String(await freePort()), '--course', course()],
  );
  url = (await server.printed(/ready: (\S+)/))[1] ?? '';
});
afterAll(async () => {
  killCommands();
  await folder.remove();
});

async function aStudent() {
  const { user, client } = await createUser(createApiClient({ url }));
  const { assignments } = await client.call('GET /api/assignments');
  const assignmentId = assignments.find(({ slug }) => slug === 'double')?.id ?? '';
  const read = async (id: string) =>
    (await client.call('GET /api/submissions/:id', { id })).submission;
  return {
    ...{ uuid: user.uuid, client, assignmentId, read },
    async graded(files: { name: string; code: string }[]) {
      const body = { assignmentId, files };
      const { submission } = await client.call('POST /api/submissions', { body });
      const isGraded = async () => (await read(submission.id)).status === 'graded';
      await waitFor(isGraded, { what: 'a result', timeoutMs: 120_000 });
      return read(submission.id);
    },
  };
}

it('a program of several files is graded, reused, graded again, exported and restored', async () => {
  const [ann, ben] = [await aStudent(), await aStudent()];
  const { assignmentId } = ann;
  const given = await fetch(`${url}/api/assignments/${assignmentId}/files/words.txt`);
  expect(await given.text()).toBe('a word\n');
  expect((await fetch(`${url}/api/assignments/${assignmentId}/files/tests.py`)).status).toBe(404);
  await ann.client.call('PUT /api/drafts/:assignmentId', {
    assignmentId,
    body: { files: filesOf('# draft\n'), revision: 0 },
  });

  const old = await ann.graded(filesOf(shapes).toReversed());
  expect(old).toMatchObject({ files: filesOf(shapes), result: { verdict: 'failed' } });
  const [area, describe] = old.result?.tests ?? [];
  expect([area?.outcome, describe?.outcome]).toEqual(['failed', 'passed']);
  expect(await ben.graded(filesOf(shapes))).toMatchObject({ reusedFrom: old.id });
  // Text that moved to the other file is another program.
  const moved = [
    { name: 'main.py', code: `${shapes}${main.replace('from shapes import area\n', '')}` },
    { name: 'shapes.py', code: '' },
  ];
  expect(await ben.graded(moved)).toMatchObject({ files: moved, reusedFrom: null });

  await write('double/solution/shapes.py', shapes);
  await write('double/tests.py', tests(9));
  const loaded = await at('course', 'load', course(), '--allow-warnings');
  expect(loaded).toMatchObject({ status: 0 });
  const applied = await at('regrade', 'tiny', 'double', '--apply');
  expect(applied).toMatchObject({ status: 0, stderr: '' });
  expect(await ann.read(old.id)).toMatchObject({
    ...{ files: filesOf(shapes), result: { verdict: 'passed' }, earlierTests: false },
  });

  const file = join(folder.path, 'user.json');
  expect(await at('user', 'export', ann.uuid, '--output', file)).toMatchObject({ status: 0 });
  const exported = userExportSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  expect(exported).toMatchObject({
    drafts: [{ files: filesOf('# draft\n') }],
    submissions: [{ files: filesOf(shapes) }],
  });
  const backup = join(folder.path, 'all.backup');
  expect(await at('backup', backup)).toMatchObject({ status: 0 });
  const other = join(folder.path, 'restored');
  expect(await touchstoneHere('restore', backup, '--data', other)).toMatchObject({ status: 0 });
  const again = await touchstoneHere(
    ...['user', 'export', ann.uuid, '--output', `${file}.restored`, '--data', other],
  );
  expect(again).toMatchObject({ status: 0 });
  const restored = userExportSchema.parse(JSON.parse(await readFile(`${file}.restored`, 'utf8')));
  expect(restored.submissions).toEqual(exported.submissions);
  expect(restored.drafts).toEqual(exported.drafts);
});
