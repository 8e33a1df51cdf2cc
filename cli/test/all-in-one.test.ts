import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { cp, readFile, stat, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { assignmentListSchema, healthSchema } from '@touchstone/contracts';
import { hashBundle } from '@touchstone/course';
import { openPglite, type Database } from '@touchstone/database';
import { freePort } from '@touchstone/servers';
import {
  copyEmptyPglite,
  createStudent,
  temporaryFolder,
  waitFor,
  type TemporaryFolder,
} from '@touchstone/test-kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startAllInOne, type AllInOne } from '../src/all-in-one/all-in-one.ts';
import { CommandError } from '../src/command-error.ts';
import { claimToBeProxy, rightHello, slowHello, tinyCourse, wrongHello } from './fixtures.ts';
import { touchstoneHere } from './in-process-command.ts';
import { killCommands, touchstone, type RunningCommand } from './running-command.ts';

let folder: TemporaryFolder;
beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(async () => {
  killCommands();
  await folder.remove();
});

const start = (data: string, port: number, course = tinyCourse): RunningCommand =>
  touchstone('start', '--data', data, '--port', String(port), '--course', course);

/** The same in this process, for cases that are not about how a process ends. */
const startHere = (data: string, port: number, course = tinyCourse): Promise<AllInOne> =>
  startAllInOne({
    port,
    host: '127.0.0.1',
    allowedHosts: [],
    dataFolder: data,
    courseFolders: [course],
    graders: 1,
    sandbox: 'auto',
  });

async function refusalOf(...start: Parameters<typeof startHere>): Promise<CommandError> {
  const [outcome] = await Promise.allSettled([startHere(...start)]);
  if (outcome.status === 'rejected' && outcome.reason instanceof CommandError) {
    return outcome.reason;
  }
  if (outcome.status === 'fulfilled') await outcome.value.close();
  throw new Error('It was not refused.', { cause: outcome });
}

const ready = /ready: (\S+)/;

describe('a running all-in-one', () => {
  let server: RunningCommand;
  let port = 0;
  let url = '';
  const data = () => join(folder.path, 'new');
  let course = '';
  beforeAll(async () => {
    course = join(folder.path, 'tiny');
    await cp(tinyCourse, course, { recursive: true });
    port = await freePort();
    const cutShort = start(data(), port, course);
    await waitFor(() => existsSync(join(data(), 'database/PG_VERSION')), {
      what: 'the database being made',
      timeoutMs: 600_000,
    });
    cutShort.kill('SIGKILL');
    await cutShort.exited;
    server = start(data(), port, course);
    url = (await server.printed(ready))[1] ?? '';
  });

  it('grades what is handed in, though its first start was cut short', async () => {
    const student = await createStudent(url);
    const wrong = await student.handIn('hello', wrongHello);
    expect((await student.graded(wrong.id)).result?.verdict).toBe('failed');
    const right = await student.handIn('hello', rightHello);
    expect((await student.graded(right.id)).result).toMatchObject({ correct: true, points: 100 });
  });

  it('serves the page, answers for its graders and has no internal calls', async () => {
    const page = await fetch(url);
    expect(page.headers.get('content-type')).toContain('text/html');
    const isHealthy = async () => {
      const health = await fetch(`${url}/grader-api/health`);
      return healthSchema.parse(await health.json()).ok;
    };
    // A check that takes longer than two seconds counts as failed.
    await expect.poll(isHealthy).toBe(true);
    const internal = await fetch(`${url}/internal/attempts`, { method: 'POST' });
    expect(internal.status).toBe(404);
  });

  it('shows metrics of API and graders to this machine, and to nobody behind a proxy', async () => {
    const metrics = await fetch(`${url}/metrics`);
    const text = await metrics.text();
    expect(text).toContain('touchstone_results_total{verdict="passed"} 1');
    expect(text).toContain('touchstone_gradings_total{verdict="passed"} 1');
    expect(text).toMatch(/^touchstone_sandbox_wait_seconds_count [1-9]/m);
    expect(text).toMatch(/^touchstone_sandbox_start_seconds_count [1-9]/m);
    const forwarded = await fetch(`${url}/metrics`, {
      headers: { 'x-forwarded-for': '127.0.0.1' },
    });
    expect(forwarded.status).toBe(404);
  });

  it('trusts no proxy by default', async () => {
    const { id, cookie } = await claimToBeProxy(url);
    expect(id).toMatch(/^[0-9a-f-]{32,36}$/);
    expect(cookie).toMatch(/^touchstone-/);
  });

  it('keeps its data to its owner', async () => {
    expect((await stat(data())).mode & 0o777).toBe(0o700);
    expect((await stat(join(data(), 'database'))).mode & 0o777).toBe(0o700);
  });

  it('is named to a second start on its folder, which is refused', async () => {
    const second = start(data(), await freePort());
    expect(await second.exited).toBe(2);
    expect(second.stderr()).toContain(`it runs at ${url}`);
    expect(second.stderr()).toContain(`process ${server.pid}`);
  });

  it('shows a course as soon as `course load` has loaded it', async () => {
    const file = join(course, 'hello/assignment.yaml');
    await writeFile(file, (await readFile(file, 'utf8')).replace('Hello', 'Good morning'));
    const load = touchstone('course', 'load', course, '--data', data());
    expect(await load.exited).toBe(0);
    expect(load.stdout()).toContain('changed: 1 (hello)');
    expect(load.stderr()).not.toContain('Nothing is running');
    const list = await fetch(`${url}/api/assignments`);
    const { assignments } = assignmentListSchema.parse(await list.json());
    expect(assignments.map(({ title }) => title)).toEqual(['Good morning', 'Double']);
  });

  it('stores nothing of a course whose model solution does not pass its tests', async () => {
    const file = join(course, 'hello/assignment.yaml');
    await writeFile(file, (await readFile(file, 'utf8')).replace('Good morning', 'Bad morning'));
    await writeFile(join(course, 'hello/solution.py'), wrongHello);
    const load = await touchstoneHere('course', 'load', course, '--data', data());
    expect(load.status).toBe(1);
    expect(load.stderr).toMatch(/hello\/\w+\.py(:\d+)?: .*HelloTest/);
    const list = await (await fetch(`${url}/api/assignments`)).text();
    expect(list).toContain('Good morning');
  });

  it('ends on Ctrl-C within 5 s, and the next start grades what was being graded', async () => {
    const student = await createStudent(url);
    const { id } = await student.handIn('hello', slowHello);
    await waitFor(async () => (await student.read(id)).status === 'grading', {
      what: 'the grading',
    });

    const pressedAt = performance.now();
    server.kill('SIGINT');
    expect(await server.exited).toBe(0);
    expect(performance.now() - pressedAt).toBeLessThan(5_000);

    server = start(data(), port);
    await server.printed(ready);
    expect((await student.graded(id)).result?.verdict).toBe('passed');
  });

  it('starts again after kill -9 and has lost nothing', async () => {
    const student = await createStudent(url);
    const code = `${rightHello}# of this student alone\n`;
    const graded = await student.graded((await student.handIn('hello', code)).id);
    const { id } = await student.handIn('double', 'def double(n):\n    return n + n\n');
    server.kill('SIGKILL');
    await server.exited;

    server = start(data(), port);
    await server.printed(ready);
    expect(await student.read(graded.id)).toEqual(graded);
    expect((await student.graded(id)).result?.verdict).toBe('passed');
  });
});

describe('a new folder that a course was loaded into', () => {
  const data = () => join(folder.path, 'loaded');
  beforeAll(async () => {
    await copyEmptyPglite(join(data(), 'database'));
    const load = await touchstoneHere('course', 'load', tinyCourse, '--data', data());
    expect(load.status).toBe(0);
    expect(load.stdout).toContain('added: 2 (hello, double)');
    expect(load.stderr).toContain(`Nothing is running on ${data()}: students see the course`);
    expect(load.stderr).toContain('--data DIR');
  });

  it('makes new records for those of another Python, and grades with them', async () => {
    const withDatabase = async <T>(use: (db: Database['kysely']) => Promise<T>): Promise<T> => {
      const database = await openPglite({ folder: join(data(), 'database') });
      return use(database.kysely).finally(() => database.close());
    };
    const old = 'CPython 3.9.1';
    await withDatabase(async (db) => {
      for (const { hash, content } of await db
        .selectFrom('grading_bundles')
        .selectAll()
        .execute()) {
        const { record } = content;
        if (record?.madeBy === undefined) throw new Error('a bundle lacks its record');
        const madeBy = { ...record.madeBy, python: old };
        const bundle = { ...content, record: { ...record, key: '0'.repeat(64), madeBy } };
        const values = { hash: hashBundle(bundle), content: JSON.stringify(bundle) };
        await db
          .insertInto('grading_bundles')
          .values({ ...values, record_judge: madeBy.judge, record_python: old })
          .execute();
        await db
          .updateTable('assignments')
          .set({ bundle_hash: values.hash })
          .where('bundle_hash', '=', hash)
          .execute();
        await db.deleteFrom('grading_bundles').where('hash', '=', hash).execute();
      }
    });

    const server = await startHere(data(), await freePort());
    try {
      const student = await createStudent(server.url);
      const { id } = await student.handIn('hello', rightHello);
      expect((await student.graded(id)).result).toMatchObject({ verdict: 'passed', points: 100 });
    } finally {
      await server.close();
    }
    const { pythons, made } = await withDatabase(async (db) => ({
      pythons: await db
        .selectFrom('assignments')
        .innerJoin('grading_bundles', 'grading_bundles.hash', 'assignments.bundle_hash')
        .select('record_python')
        .distinct()
        .execute(),
      made: await db.selectFrom('submissions').select('python_version').executeTakeFirstOrThrow(),
    }));
    expect(made.python_version).toMatch(/^CPython 3\.\d+\.\d/);
    expect(pythons).toEqual([{ record_python: made.python_version }]);
    expect(made.python_version).not.toBe(old);
  });

  it('refuses a course whose model solution does not pass its tests', async () => {
    const course = join(folder.path, 'unsolved');
    await cp(tinyCourse, course, { recursive: true });
    await writeFile(join(course, 'double/solution.py'), 'def double(n):\n    return n\n');
    const refusal = await refusalOf(data(), await freePort(), course);
    expect(refusal.exitStatus).toBe(1);
    expect(refusal.message).toMatch(/unsolved\/double\/\w+\.py(:\d+)?: .*DoubleTest/);
  });
});

it('refuses a port that another program uses, and says what to do', async () => {
  const other = createServer().listen({ host: '127.0.0.1', port: 0 });
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  const refusal = await refusalOf(join(folder.path, 'busy'), port);
  expect(refusal.exitStatus).toBe(2);
  expect(refusal.message).toContain('--port');
  other.close();
});

it('refuses a course with faults, and lists them', async () => {
  const course = join(folder.path, 'faulty');
  await cp(tinyCourse, course, { recursive: true });
  await writeFile(join(course, 'hello/assignment.yaml'), 'points: many\n');
  const refused = start(join(folder.path, 'unused'), await freePort(), course);
  expect(await refused.exited).toBe(1);
  expect(refused.stderr()).toContain('hello/assignment.yaml');
});
