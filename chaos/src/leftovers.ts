import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { lookBelow, statOf } from '@touchstone/bench/processes';
import type { Stack } from '@touchstone/cli/stack';
import { createRedisMessaging } from '@touchstone/messaging';

/*
 * This process runs below its own reaper (see main.ts). Processes that lose their parent, such as the
 * sandbox of a killed grader, become children of the reaper and are found there.
 */

/** The reaper, and what was below it before the stack was started. */
export interface Ground {
  readonly reaper: number;
  readonly except: ReadonlySet<number>;
}

/** Caches of Node.js and tsx: not from a sandbox, and reused by the next start. */
const caches = /^(tsx-\d+|node-compile-cache)$/;
const goneTimeoutMs = 20_000;
const pollMs = 100;

export async function readGround(): Promise<Ground> {
  const reaper = process.ppid;
  const { pids } = await lookBelow(reaper, new Set());
  return { reaper, except: new Set(pids) };
}

/** Leftovers while the stack is still running, with nothing left to grade. */
export async function leftWhileRunning(stack: Stack, ground: Ground): Promise<string[]> {
  return waitUntilNone(async () => {
    const entries = await countEntries(stack.redisUrl);
    const orphans = await findOrphans(ground);
    return [...orphans, ...(entries > 0 ? [`${entries} entries are in the stream`] : [])];
  }, goneTimeoutMs);
}

/** Leftovers after the stack was closed. */
export async function leftAfterClose(
  { reaper, except }: Ground,
  withinMs = goneTimeoutMs,
): Promise<string[]> {
  return waitUntilNone(async () => {
    const { pids, namespaces } = await lookBelow(reaper, except);
    const found: string[] = [];
    for (const pid of pids) found.push(`process ${pid} (${(await statOf(pid)).name})`);
    if (namespaces.size > 0) found.push(`${namespaces.size} namespaces`);
    const files = (await readdir(tmpdir())).filter((name) => !caches.test(name));
    return [...found, ...files.map((name) => `temporary file ${name}`)];
  }, withinMs);
}

/** Processes whose parent has exited, so that they are children of the reaper. */
export async function findOrphans({ reaper, except }: Ground): Promise<string[]> {
  const { pids } = await lookBelow(reaper, except);
  const orphans: string[] = [];
  for (const pid of pids) {
    const { name, fields } = await statOf(pid);
    if (Number(fields[1]) === reaper) orphans.push(`process ${pid} (${name}) has lost its parent`);
  }
  return orphans;
}

/** Resolves to nothing as soon as nothing is found, or to what is found when the time is over. */
async function waitUntilNone(look: () => Promise<string[]>, withinMs: number): Promise<string[]> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const found = await look();
    if (found.length === 0 || performance.now() > deadline) return found;
    await delay(pollMs);
  }
}

async function countEntries(redisUrl: string): Promise<number> {
  const messaging = await createRedisMessaging({ url: redisUrl, onError: () => undefined });
  try {
    return await messaging.stream.length();
  } finally {
    await messaging.close();
  }
}
