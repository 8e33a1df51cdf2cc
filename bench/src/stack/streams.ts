import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Stack } from '@touchstone/cli/stack';
import { createRedisMessaging } from '@touchstone/messaging';
import { runFile } from '@touchstone/runtime/programs';
import { figure, type Figure } from '../figures.ts';
import { createLoadClient } from '../load/client.ts';
import { findWork } from '../load/students.ts';
import { fillQueued, fillUsers, gradeQueued, onDatabase, tokenOf } from './fill.ts';
import { residentMegabytes } from './resident.ts';
import type { ReadersMessage } from './stream-readers.ts';

const readerCount = 2;
const memoryGoalMegabytes = 600;
/** Few enough that Redis answers all of them within the time limit of a command. */
const publishAtOnce = 500;

/**
 * Opens event streams of many students whose submissions are queued. Measures the memory of APIs and
 * nginx, the time until all have received their new position, and the time until all have received
 * their results, which are stored at one moment. The graders are stopped.
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
      // In order, since positions are counted in the stream.
      const entries = ids.map((submissionId) => ({ submissionId, assignmentId, attempt: 0 }));
      for (const entry of entries) await messaging.stream.add(entry);
      const before = await memory();
      const port = Number(new URL(stack.url).port);
      const all = ids.map((submissionId, index) => ({ submissionId, token: tokenOf(index + 1) }));
      while (readers.length < readerCount) readers.push(startReader());
      await Promise.all(readers.map((child) => waitForMessage(child, null, 'ready')));
      const began = performance.now();
      await Promise.all(
        readers.map(async (child, reader) => {
          const own = all.filter((_one, index) => index % readerCount === reader);
          await waitForMessage(child, { open: { port, streams: own } }, 'allReceived');
        }),
      );
      const openMs = performance.now() - began;
      const open = await memory();

      // Readers wait before anything changes: a heartbeat may bring the event before the message does.
      const timeUntilAll = async (
        event: string,
        grade: () => Promise<readonly string[]>,
      ): Promise<number> => {
        await Promise.all(
          readers.map((one) => waitForMessage(one, { awaitEvent: event }, 'awaiting')),
        );
        const publish = async (): Promise<number> => {
          const changes = await gradeQueued(db, await grade());
          const from = performance.now();
          for (let start = 0; start < changes.length; start += publishAtOnce) {
            const some = changes.slice(start, start + publishAtOnce);
            await Promise.all(some.map((change) => messaging.submissionEvents.publish(change)));
          }
          return from;
        };
        const received = readers.map((one) => waitForMessage(one, null, 'allReceived'));
        const [from] = await Promise.all([publish(), ...received]);
        return performance.now() - from;
      };
      // One of each lane in use, so that all others move up.
      const consumer = messaging.stream.consumer('bench');
      let first: string[] = [];
      const movedMs = await timeUntilAll('(?:queued|graded)', async () => {
        const deliveries = await consumer.take(2, { waitMs: 5_000 });
        first = deliveries.map(({ entry }) => entry.submissionId);
        return first;
      });
      const rest = ids.filter((id) => !first.includes(id));
      const gradedMs = await timeUntilAll('graded', () => Promise.resolve(rest));
      return [
        figure('memory before any stream', before, 'MB'),
        figure(`memory with ${streams} streams`, open, 'MB', { max: memoryGoalMegabytes }),
        figure('memory of a stream', ((open - before) * 1000) / streams, 'kB'),
        figure(`${streams} streams opened in`, openMs / 1000, 's'),
        figure(`${streams} received their new place in`, movedMs / 1000, 's'),
        figure(`${streams - 2} received their results in`, gradedMs / 1000, 's'),
        figure('memory afterwards', await memory(), 'MB'),
      ];
    });
  } finally {
    for (const reader of readers) reader.kill('SIGKILL');
    await messaging.close();
  }
}

function startReader(): ChildProcess {
  const script = fileURLToPath(new URL('stream-readers.ts', import.meta.url));
  return fork(runFile, [script]);
}

/** Sends the message, if any, and resolves when the reader answers with `word`; rejects if it exits. */
async function waitForMessage(
  reader: ChildProcess,
  message: ReadersMessage | null,
  word: string,
): Promise<void> {
  const ending = new AbortController();
  const answered = (async () => {
    for (;;) {
      const [answer] = (await once(reader, 'message', { signal: ending.signal })) as [object];
      if (word in answer) return;
    }
  })();
  const ended = once(reader, 'exit', { signal: ending.signal }).then(() => {
    throw new Error('A reader of event streams exited.');
  });
  if (message !== null) reader.send(message);
  try {
    await Promise.race([answered, ended]);
  } finally {
    ending.abort();
    await Promise.allSettled([answered, ended]);
  }
}
