import { cp, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { userEventSchemas } from '@touchstone/contracts';
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
import { rightHello, tinyCourse } from './fixtures.ts';
import { touchstoneHere, type Outcome } from './in-process-command.ts';
import { killCommands, touchstone } from './running-command.ts';

let folder: TemporaryFolder;
let url = '';
const course = () => join(folder.path, 'tiny');
const at = (...args: string[]): Promise<Outcome> =>
  touchstoneHere(...args, '--data', join(folder.path, 'data'));
const load = (...args: string[]) => at('course', 'load', course(), '--allow-warnings', ...args);
const write = (path: string, text: string) => writeFile(join(course(), path), text);

const tests = (negative: number) => `import unittest
from submission import double


class DoubleTest(unittest.TestCase):
    def test_doubles(self):
        """Doubles 3"""
        self.assertEqual(double(3), 6)

    def test_negative(self):
        """Doubles -1"""
        self.assertEqual(double(-1), ${negative})
`;
const right = 'def double(number):\n    return 2 * number\n';
const bent = 'def double(number):\n    return abs(2 * number)\n';
const wrong = 'def double(number):\n    return number\n';

beforeAll(async () => {
  folder = await temporaryFolder();
  await cp(tinyCourse, course(), { recursive: true });
  // A broken test, which the teacher's own program passes.
  await write('double/tests.py', tests(2));
  await write('double/solution.py', bent);
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
  const idOf = async (slug: string): Promise<string> => {
    const { assignments } = await client.call('GET /api/assignments');
    return assignments.find((one) => one.slug === slug)?.id ?? '';
  };
  const read = async (id: string) =>
    (await client.call('GET /api/submissions/:id', { id })).submission;
  return {
    uuid: user.uuid,
    client,
    read,
    async graded(slug: string, code: string): Promise<string> {
      const body = { assignmentId: await idOf(slug), code };
      const { submission } = await client.call('POST /api/submissions', { body });
      await waitFor(async () => (await read(submission.id)).status === 'graded', {
        what: 'a result',
        timeoutMs: 120_000,
      });
      return submission.id;
    },
    /** All that a change of the course must not lose. */
    async has(assignmentId: string) {
      const { points } = await client.call('GET /api/me');
      const { submissions } = await client.call('GET /api/submissions');
      const { assignments } = await client.call('GET /api/assignments');
      const listed = assignments.find(({ id }) => id === assignmentId);
      const draft =
        listed === undefined
          ? null
          : (await client.call('GET /api/drafts/:assignmentId', { assignmentId })).draft;
      return {
        points,
        draft: draft?.code,
        listed: listed && [listed.slug, listed.part],
        history: submissions.map(({ id, assignmentId: of }) => [id, of]),
      };
    },
    async keepDraft(slug: string, code: string): Promise<void> {
      const assignmentId = await idOf(slug);
      await client.call('PUT /api/drafts/:assignmentId', {
        assignmentId,
        body: { code, revision: 0 },
      });
    },
    idOf,
  };
}

const manifest = (parts: Record<string, string[]>) =>
  write(
    'course.yaml',
    `title: Tiny\nparts:\n${Object.entries(parts)
      .map(([title, slugs]) => `  - title: ${title}\n    assignments: [${slugs.join(', ')}]\n`)
      .join('')}`,
  );

it('a test is corrected under students, and what they handed in is graded again', async () => {
  const [ann, ben, cat] = [await aStudent(), await aStudent(), await aStudent()];
  const dee = await aStudent();
  const annsId = await ann.graded('double', right);
  const bensId = await ben.graded('double', bent);
  await dee.graded('double', bent);
  await ben.graded('double', right);
  await cat.graded('double', wrong);
  expect(await ann.read(annsId)).toMatchObject({
    ...{ result: { verdict: 'failed', points: 0 }, earlierTests: false },
  });

  await write('double/tests.py', tests(-2));
  await write('double/solution.py', right);
  const loaded = await load();
  expect(loaded.stdout).toContain(
    'double: tests changed; 2 students solved it with the old ones\nCourse tiny is loaded',
  );
  expect(loaded.stdout).toContain(
    `next: touchstone regrade tiny double --data ${join(folder.path, 'data')} (prints`,
  );
  expect(loaded.status).toBe(0);
  const before = await ann.read(annsId);
  expect(before).toMatchObject({ earlierTests: true, regradedAt: null });
  const { submissions } = await ann.client.call('GET /api/submissions');
  expect(submissions).toMatchObject([{ id: annsId, earlierTests: true }]);

  const dry = await at('regrade', 'tiny', 'double', '--dry-run');
  expect(dry.stdout.split('\n').map((line) => line.replaceAll(/ {2,}/g, ' | '))).toEqual([
    '5 submissions, 3 different programs',
    'student | old | new | first test that changed',
    ...[
      `${ann.uuid} | 0 | 100 solved | Doubles -1 (failed only what changed)`,
      `${ben.uuid} | 100 solved | same | Doubles -1 (failed only what changed)`,
    ].toSorted(),
    '1 student would gain points.',
    '1 student has the same points, but had a program that failed only what changed.',
    '1 student has more points than the new tests give, and keeps them without --also-down.',
    'Nothing is written. To write it, run the same command with --apply.',
    '',
  ]);
  expect(await ann.read(annsId)).toEqual(before);

  const stop = new AbortController();
  const { events } = await ann.client.follow('GET /api/me/events', {}, { signal: stop.signal });
  if (events === null) throw new Error('no events');
  const applied = await at('regrade', 'tiny', 'double', '--apply');
  expect(applied).toMatchObject({ status: 0, stderr: '' });
  expect(applied.stdout).toContain('3 results replaced. Open pages show them');
  expect(applied.stdout).toContain('A result that would get worse stays');
  const again = await at('regrade', 'tiny', 'double', '--apply');
  expect(again.stdout).toContain('Nothing to replace');
  expect(again.stdout).not.toContain('Open pages');
  const told = [];
  for await (const { name, data } of events) {
    const parsed: unknown = JSON.parse(data);
    if (name === 'submission') told.push(userEventSchemas.submission.parse(parsed).submission);
    if (name !== 'progress') continue;
    const progress = userEventSchemas.progress.parse(parsed);
    if (progress.points > 0) break;
  }
  stop.abort();
  const after = await ann.read(annsId);
  expect(told).toEqual([after]);
  expect(after).toMatchObject({
    ...{ createdAt: before.createdAt, gradedAt: before.gradedAt, earlierTests: false },
    ...{ result: { verdict: 'passed', points: 100 } },
  });
  expect(after.regradedAt).not.toBeNull();
  // What would be worse stays, with its mark.
  expect(await ben.read(bensId)).toMatchObject({
    ...{ result: { verdict: 'passed' }, earlierTests: true, regradedAt: null },
  });
  expect((await cat.client.call('GET /api/me')).points).toBe(0);

  const none = await at('regrade', 'tiny', 'doubles');
  expect(none).toMatchObject({ status: 2 });
  expect(none.stderr).toContain('There is no assignment doubles in a course tiny.');
});

it('nobody loses anything in any state of a course', async () => {
  await write('double/tests.py', tests(-2));
  await write('double/solution.py', right);
  expect((await load()).status).toBe(0);
  const ann = await aStudent();
  await ann.graded('hello', rightHello);
  await ann.graded('double', right);
  await ann.keepDraft('double', '# mine\n');
  const id = await ann.idOf('double');
  const first = await ann.has(id);
  expect(first).toMatchObject({ points: 200, draft: '# mine\n', listed: ['double', 'All'] });
  expect(first.history).toHaveLength(2);
  const expectLoaded = async (line: string, ...args: string[]): Promise<void> => {
    const { status, stdout } = await load(...args);
    expect([status, stdout]).toEqual([0, expect.stringContaining(line)]);
  };

  await rename(join(course(), 'double'), join(course(), 'twice'));
  await manifest({ All: ['hello', 'twice'] });
  const refused = await load();
  expect(refused.status).toBe(1);
  expect(refused.stderr).toContain('write "renamed-from: double" into its assignment.yaml');
  expect(await ann.has(id)).toEqual(first);

  await write('twice/assignment.yaml', 'title: Twice\nrenamed-from: double\n');
  await expectLoaded('twice: renamed from double; points, drafts and history stay');
  expect(await ann.has(id)).toEqual({ ...first, listed: ['twice', 'All'] });

  await write('twice/assignment.yaml', 'title: Twice\nrenamed-from: double\npoints: 7\n');
  await expectLoaded('twice: 100 points are now 7; ');
  expect(await ann.has(id)).toEqual({ ...first, listed: ['twice', 'All'] });

  await manifest({ New: ['twice'], All: ['hello'] });
  await expectLoaded('changed: 1 (twice)');
  expect(await ann.has(id)).toEqual({ ...first, listed: ['twice', 'New'] });

  await cp(join(course(), 'twice'), join(folder.path, 'kept'), { recursive: true });
  await rm(join(course(), 'twice'), { recursive: true });
  await manifest({ All: ['hello'] });
  const missing = await load();
  expect([missing.status, missing.stderr]).toEqual([1, expect.stringContaining('--retire twice')]);
  expect(await ann.has(id)).toEqual({ ...first, listed: ['twice', 'New'] });
  await expectLoaded('twice: retired; its points leave the total', '--retire', 'twice');
  expect(await ann.has(id)).toEqual({ ...first, points: 100, listed: undefined, draft: undefined });

  await cp(join(folder.path, 'kept'), join(course(), 'twice'), { recursive: true });
  await manifest({ All: ['hello', 'twice'] });
  await expectLoaded('restored: 1 (twice)');
  expect(await ann.has(id)).toEqual({ ...first, listed: ['twice', 'All'] });
});
