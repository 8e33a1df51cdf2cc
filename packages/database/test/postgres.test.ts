import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { startTestPostgres, type TestPostgres } from '@touchstone/test-kit';
import { sql, type KyselyPlugin } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import {
  applyNextProgram,
  beginProgram,
  DatabaseAwayError,
  hashCode,
  insertQueued,
  listQueuedPrograms,
  migrate,
  openPostgres,
  ping,
  readProgress,
  readSubmission,
  startRegrade,
  storeCourse,
  storeProgramResult,
  storeResult,
  type Database,
} from '../src/index.ts';
import { applyMigrations } from '../src/migrate.ts';
import { createMigration } from '../src/migrations.ts';
import { selectReusable } from '../src/queries/reuse.ts';
import { describeBehaviour } from './behaviour/index.ts';
import {
  aBundle,
  accepted,
  aClassroom,
  aCourse,
  anAssignment,
  aResult,
  aUser,
  begun,
  emptyDatabase,
  graded,
  lostLimit,
  madeBy,
  testFile,
} from './fixtures.ts';

let server: TestPostgres;
let database: Database;
beforeAll(async () => {
  server = await startTestPostgres();
  const { url } = await server.createDatabase();
  database = openPostgres({ url, maxConnections: 50 });
  await migrate(database);
});
afterAll(async () => {
  await database.close();
  await server.stop();
});

describe('PostgreSQL', () => {
  describeBehaviour(() => database);
});

/** The number of connections that wait for a lock. */
const countWaiting = async (): Promise<number> => {
  const { rows } = await sql`
    select 1 from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'`.execute(database.kysely);
  return rows.length;
};

describe('handing in while the earlier submission is being graded', () => {
  beforeEach(() => emptyDatabase(database));

  it('waits for a result that is about to commit', async () => {
    const { handIn } = await aClassroom(database.kysely, ['a']);
    const { id } = (await accepted(database.kysely, handIn)).submission;
    await begun(database.kysely, id);
    const waiting = await database.kysely.transaction().execute(async (transaction) => {
      await storeResult(transaction, { submissionId: id, attempt: 1, result: aResult('failed') });
      const next = insertQueued(database.kysely, { ...handIn, code: 'print(2)\n' });
      await vi.waitFor(async () => expect(await countWaiting()).toBe(1), { timeout: 60_000 });
      return { next };
    });
    expect((await waiting.next).kind).toBe('accepted');
  });

  it('is accepted when the result commits between the conflict and the next query', async () => {
    const { handIn } = await aClassroom(database.kysely, ['a']);
    const { id } = (await accepted(database.kysely, handIn)).submission;
    await begun(database.kysely, id);
    const gradesAfterConflict: KyselyPlugin = {
      transformQuery: ({ node }) => node,
      transformResult: async ({ result }) => {
        const request = { submissionId: id, attempt: 1, result: aResult('failed') };
        if (result.rows.length === 0) await storeResult(database.kysely, request);
        return result;
      },
    };
    const next = { ...handIn, code: 'print(2)\n' };
    const outcome = await insertQueued(database.kysely.withPlugin(gradesAfterConflict), next);
    expect(outcome.kind).toBe('accepted');
  });

  it('leaves no follower stranded whose leader ends while it joins', async () => {
    const { handIn } = await aClassroom(database.kysely, ['a']);
    const { id } = (await accepted(database.kysely, handIn)).submission;
    await begun(database.kysely, id);
    const { follower, storing } = await database.kysely
      .transaction()
      .execute(async (transaction) => {
        const userId = await aUser(transaction);
        const outcome = await insertQueued(transaction, { ...handIn, userId });
        if (outcome.kind !== 'following') throw new Error(outcome.kind);
        const request = { submissionId: id, attempt: 1, result: aResult('failed') };
        const result = storeResult(database.kysely, request);
        await vi.waitFor(async () => expect(await countWaiting()).toBe(1), { timeout: 60_000 });
        return { follower: outcome.stored, storing: { result } };
      });
    expect((await storing.result).kind).toBe('stored');
    const settled = await readSubmission(database.kysely, follower.submission.id);
    expect(settled?.submission).toMatchObject({ status: 'graded', reusedFrom: id });
  });
});

describe('applying a regrade', () => {
  beforeEach(() => emptyDatabase(database));

  it('goes on after a deadlock with a live result and its followers', async () => {
    const db = database.kysely;
    const { userId, handIn, courseId } = await aClassroom(db, ['a']);
    const [early = '', late = ''] = [userId, await aUser(db)].toSorted();
    for (const owner of [early, late]) {
      await graded(db, { ...handIn, userId: owner }, aResult('failed', { points: 10 }));
    }
    const corrected = anAssignment('a', { bundle: aBundle({ testFiles: [testFile('# new\n')] }) });
    await storeCourse(db, aCourse('course', [corrected]));
    const selection = { student: null, only: null, internalErrors: false, since: null };
    const regrade = await startRegrade(db, { course: 'course', assignment: 'a', selection });
    for (const { id } of await listQueuedPrograms(db, 9)) {
      await beginProgram(db, { id, gradingId: undefined, slackMs: 5_000, lostLimit });
      await storeProgramResult(db, {
        ...{ submissionId: id, attempt: 1, result: aResult('passed'), madeBy },
      });
    }
    const live = [];
    for (const owner of [late, early]) {
      const { id } = (await accepted(db, { ...handIn, userId: owner, code: owner })).submission;
      await begun(db, id);
      live.push(id);
    }
    const [ofLate = '', ofEarly = ''] = live;
    const store = (transaction: typeof db, submissionId: string) =>
      storeResult(transaction, {
        ...{ submissionId, attempt: 1, result: aResult('failed', { points: 20 }) },
      });
    const { applying } = await db.transaction().execute(async (transaction) => {
      await store(transaction, ofLate);
      const next = applyNextProgram(db, { regradeId: regrade?.id ?? '', alsoDown: false });
      await vi.waitFor(async () => expect(await countWaiting()).toBe(1), { timeout: 60_000 });
      await store(transaction, ofEarly);
      return { applying: next };
    });
    expect((await applying).changed).toHaveLength(2);
    for (const owner of [early, late]) {
      expect(await readProgress(db, { userId: owner, courseId })).toMatchObject({ points: 100 });
    }
  });
});

describe('finding a result to reuse', () => {
  beforeEach(() => emptyDatabase(database));

  it('reads one path of an index, a few pages among 125,000 submissions', async () => {
    const { handIn, userId } = await aClassroom(database.kysely, ['a']);
    const { assignmentId, bundleHash, code, serving } = handIn;
    const key = { assignmentId, bundleHash, codeHash: hashCode({ code }), serving };
    const original = (await graded(database.kysely, handIn, aResult('failed'))).submission;
    const same = key.codeHash;
    await fill({ codeHash: sql`sha256(n::text::bytea)`, verdict: 'failed', reusedFrom: null });
    await fill({ codeHash: sql`${same}::bytea`, verdict: 'timeout', reusedFrom: null });
    await fill({ codeHash: sql`${same}::bytea`, verdict: 'failed', reusedFrom: original.id });
    await fill({ codeHash: sql`${same}::bytea`, verdict: 'failed', reusedFrom: null });
    const judge = 'cd'.repeat(32);
    await fill({ codeHash: sql`${same}::bytea`, verdict: 'failed', reusedFrom: null, judge });
    await sql`analyze submissions`.execute(database.kysely);

    const [row] = await selectReusable(database.kysely, key).explain<{ 'QUERY PLAN': Plan[] }>(
      'json',
      sql`analyze, buffers`,
    );
    const plan = row?.['QUERY PLAN'][0]?.Plan;
    expect(JSON.stringify(plan)).toContain('"Index Name":"submissions_reusable"');
    expect(JSON.stringify(plan)).not.toContain('Seq Scan');
    const pages = (plan?.['Shared Hit Blocks'] ?? NaN) + (plan?.['Shared Read Blocks'] ?? NaN);
    expect(pages).toBeLessThan(10);
    expect(await selectReusable(database.kysely, key).executeTakeFirst()).toMatchObject({
      id: original.id,
    });

    async function fill(rows: {
      codeHash: ReturnType<typeof sql>;
      verdict: 'failed' | 'timeout';
      reusedFrom: string | null;
      judge?: string;
    }): Promise<void> {
      const { codeHash, verdict, reusedFrom, judge = madeBy.judge } = rows;
      const result = JSON.stringify(aResult(verdict));
      await sql`
        insert into submissions (user_id, assignment_id, bundle_hash, code, code_hash, status,
          attempt, result, graded_at, reused_from, judge_version, python_version)
        select ${userId}::uuid, ${assignmentId}::uuid, ${bundleHash}, 'print(2)', ${codeHash},
          'graded', ${reusedFrom === null ? 1 : 0}::integer, ${result}::jsonb, now(),
          ${reusedFrom}::uuid, ${judge}::text, ${madeBy.python}::text
        from generate_series(1, 25000) as n`.execute(database.kysely);
    }
  });
});

interface Plan {
  Plan: { 'Shared Hit Blocks': number; 'Shared Read Blocks': number };
}

describe('the connection', () => {
  let url: string;
  beforeAll(async () => {
    ({ url } = await server.createDatabase());
  });

  const open = (options: Partial<Parameters<typeof openPostgres>[0]>): Database => {
    const one = openPostgres({ url, maxConnections: 1, ...options });
    onTestFinished(() => one.close());
    return one;
  };
  const processIdOf = async (one: Database): Promise<number> => {
    const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(one.kysely);
    return rows[0]?.pid ?? NaN;
  };
  const countSleeping = async (): Promise<number> => {
    const { rows } = await sql`
      select 1 from pg_stat_activity where wait_event = 'PgSleep'`.execute(database.kysely);
    return rows.length;
  };

  it('cancels a statement that takes too long, and continues', async () => {
    const one = open({ statementTimeoutMs: 100 });
    await expect(sql`select pg_sleep(60)`.execute(one.kysely)).rejects.toThrow('statement timeout');
    await ping(one);
  });

  it('lets a migration take as long as it needs', async () => {
    const one = open({ statementTimeoutMs: 1 });
    const slow = createMigration('0001-slow', 'select pg_sleep(0.1)');
    expect(await applyMigrations(one, [slow])).toEqual(['0001-slow']);
  });

  it('keeps connections that were idle for minutes', async () => {
    const { url } = await server.createDatabase();
    const own = openPostgres({ url });
    onTestFinished(() => own.close());
    const three = async (): Promise<number[]> => {
      const used = await Promise.all(
        [1, 2, 3].map(() =>
          sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(own.kysely),
        ),
      );
      return used.map(({ rows }) => rows[0]?.pid ?? 0).toSorted();
    };
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const before = await three();
    await vi.advanceTimersByTimeAsync(5 * 60_000);
    vi.useRealTimers();
    expect(await three()).toEqual(before);
  });

  it('survives the loss of its idle connections', async () => {
    const errors: Error[] = [];
    const one = open({ onError: (error) => errors.push(error) });
    await sql`select pg_terminate_backend(${await processIdOf(one)})`.execute(database.kysely);
    await vi.waitFor(() => expect(errors).toHaveLength(1));
    await ping(one);
  });

  it('survives the loss of its connection between two queries of a transaction', async () => {
    const one = open({});
    const working = one.kysely.transaction().execute(async (transaction) => {
      const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(
        transaction,
      );
      await sql`select pg_terminate_backend(${rows[0]?.pid}, 10000)`.execute(database.kysely);
      await sql`select 1`.execute(transaction);
    });
    await expect(working).rejects.toThrow();
    await ping(one);
  });

  it('reports that the database is away when the connection breaks during a query', async () => {
    const proxy = await startProxy(url);
    onTestFinished(() => proxy.close());
    const one = open({ url: proxy.url });
    const query = sql`select pg_sleep(60)`.execute(one.kysely);
    const rejected = expect(query).rejects.toThrow(DatabaseAwayError);
    await vi.waitFor(async () => expect(await countSleeping()).toBe(1), { timeout: 60_000 });
    proxy.breakConnections();
    await rejected;
    await ping(one);
  });

  it('closes a connection that falls silent, and connects again', async () => {
    const one = open({ statementTimeoutMs: 100 });
    const pid = await processIdOf(one);
    process.kill(pid, 'SIGSTOP');
    onTestFinished(() => void process.kill(pid, 'SIGCONT'));
    await expect(ping(one)).rejects.toThrow(DatabaseAwayError);
    await ping(one);
  });

  it('reports that the database is away when it accepts no connection', async () => {
    const silent = createServer();
    const { port } = await listening(silent);
    onTestFinished(() => void silent.close());
    const one = open({ url: `postgres://nobody@127.0.0.1:${port}/none`, connectTimeoutMs: 50 });
    await expect(ping(one)).rejects.toThrow(DatabaseAwayError);
  });

  it('prepares a statement again whose table a migration changed, after one failure', async () => {
    const { kysely } = open({});
    const read = async () =>
      (await sql`select * from changing where a = ${1}`.execute(kysely)).rows;
    await sql`create table changing as select 1 as a`.execute(kysely);
    expect(await read()).toEqual([{ a: 1 }]);
    await sql`alter table changing add column b int default 2`.execute(kysely);
    await expect(read()).rejects.toThrow('cached plan');
    expect(await read()).toEqual([{ a: 1, b: 2 }]);
  });

  it('closes when no query was made', async () => {
    await expect(openPostgres({ url }).close()).resolves.toBeUndefined();
  });
});

async function listening(server: Server): Promise<AddressInfo> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server.address() as AddressInfo;
}

/** Forwards everything to the database until its connections are broken. */
async function startProxy(url: string) {
  const target = new URL(url);
  const sockets = new Set<Socket>();
  const proxy = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
    }
    client.pipe(upstream).pipe(client);
  });
  const { port } = await listening(proxy);
  const breakConnections = (): void => {
    for (const socket of sockets) socket.destroy();
    sockets.clear();
  };
  return {
    url: Object.assign(new URL(url), { host: `127.0.0.1:${port}` }).href,
    breakConnections,
    close() {
      breakConnections();
      proxy.close();
    },
  };
}
