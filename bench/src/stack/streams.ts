import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Stack } from '@touchstone/cli/stack';
import { createRedisMessaging } from '@touchstone/messaging';
import type { Figure } from '../figures.ts';
import { createLoadClient } from '../load/client.ts';
import { findWork } from '../load/students.ts';
import { fillQueued, fillUsers, gradeQueued, onDatabase, tokenOf } from './fill.ts';
import { residentMegabytes } from './resident.ts';
import type { ReadersMessage } from './stream-readers.ts';

const readerCount = 2;
const memoryGoalMegabytes = 600;
/** Redis answers all of these within the time that a command may take. */
const publishAtOnce = 500;

/**
 * Event streams of so many students whose submissions wait: what they cost APIs and nginx in
 * memory, and how long it takes until all have heard that the queue has moved, and, when all get
 * their results in one moment, of those. Graders stand still meanwhile.
 */
export async function measureStreams(
  stack: Stack,
  { streams }: { streams: number },
): Promise<Figure[]> {
  for (const one of stack.processes) if (one.name.startsWith('grader')) await one.stop();
  const servers = stack.processes.filter(({ name }) => /^(programming-api|nginx)/.test(name));
  const memory = () => residentMegabytes(servers.flatMap(({ pid }) => pid ?? []));
  const client = createLoadClient(stack.url);
  const { assignmentId } = await findWork(client);
  client.close();
  const messaging = await createRedisMessaging({ url: stack.redisUrl });
  const readers: ChildProcess[] = [];
  try {
    return await onDatabase(stack.databaseUrl, async (db) => {
      await fillUsers(db, streams);
      const ids = await fillQueued(db, { assignmentId, users: streams });
      // In their order: places are counted in the stream.
      const entries = ids.map((submissionId) => ({ submissionId, assignmentId, attempt: 0 }));
      for (const entry of entries) await messaging.stream.add(entry);
      const before = await memory();
      const port = Number(new URL(stack.url).port);
      const all = ids.map((submissionId, index) => ({ submissionId, token: tokenOf(index + 1) }));
      while (readers.length < readerCount) readers.push(startReader());
      await Promise.all(readers.map((child) => heard(child, null, 'ready')));
      const began = performance.now();
      await Promise.all(
        readers.map(async (child, reader) => {
          const own = all.filter((_one, index) => index % readerCount === reader);
          await heard(child, { open: { port, streams: own } }, 'allTold');
        }),
      );
      const openMs = performance.now() - began;
      const open = await memory();

      // Readers listen before anything changes: a stream's heartbeat may tell it before the news does.
      const tellAll = async (
        event: string,
        grade: () => Promise<readonly string[]>,
      ): Promise<number> => {
        await Promise.all(readers.map((one) => heard(one, { awaitEvent: event }, 'awaiting')));
        const publish = async (): Promise<number> => {
          const changes = await gradeQueued(db, await grade());
          const from = performance.now();
          for (let start = 0; start < changes.length; start += publishAtOnce) {
            const some = changes.slice(start, start + publishAtOnce);
            await Promise.all(some.map((change) => messaging.submissionEvents.publish(change)));
          }
          return from;
        };
        const told = readers.map((one) => heard(one, null, 'allTold'));
        const [from] = await Promise.all([publish(), ...told]);
        return performance.now() - from;
      };
      // One of each lane that they wait in, so that all the others move up.
      const consumer = messaging.stream.consumer('bench');
      let first: string[] = [];
      const movedMs = await tellAll('(?:queued|graded)', async () => {
        const deliveries = await consumer.take(2, { waitMs: 5_000 });
        first = deliveries.map(({ entry }) => entry.submissionId);
        return first;
      });
      const rest = ids.filter((id) => !first.includes(id));
      const gradedMs = await tellAll('graded', () => Promise.resolve(rest));
      return [
        { name: `memory before any stream`, value: before, unit: 'MB' },
        {
          name: `memory with ${streams} streams`,
          value: open,
          unit: 'MB',
          goal: { atMost: memoryGoalMegabytes },
        },
        { name: 'memory of a stream', value: ((open - before) * 1000) / streams, unit: 'kB' },
        { name: `${streams} streams opened in`, value: openMs / 1000, unit: 's' },
        { name: `${streams} told of their new place in`, value: movedMs / 1000, unit: 's' },
        { name: `${streams - 2} told of their results in`, value: gradedMs / 1000, unit: 's' },
        { name: `memory afterwards`, value: await memory(), unit: 'MB' },
      ];
    });
  } finally {
    for (const reader of readers) reader.kill('SIGKILL');
    await messaging.close();
  }
}

function startReader(): ChildProcess {
  const script = fileURLToPath(new URL('stream-readers.ts', import.meta.url));
  return fork(script, { execArgv: ['--import', import.meta.resolve('tsx')] });
}

/** Sends the message, if any, and resolves when the reader says the word; rejects when it ends. */
async function heard(
  reader: ChildProcess,
  message: ReadersMessage | null,
  word: string,
): Promise<void> {
  const ending = new AbortController();
  const answered = (async () => {
    for (;;) {
      const [said] = (await once(reader, 'message', { signal: ending.signal })) as [object];
      if (word in said) return;
    }
  })();
  const ended = once(reader, 'exit', { signal: ending.signal }).then(() => {
    throw new Error('A reader of event streams ended.');
  });
  if (message !== null) reader.send(message);
  try {
    await Promise.race([answered, ended]);
  } finally {
    ending.abort();
    await Promise.allSettled([answered, ended]);
  }
}
