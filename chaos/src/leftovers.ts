import { readFile, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { lookBelow } from '@touchstone/bench/processes';
import type { Stack } from '@touchstone/cli/stack';
import { createRedisMessaging } from '@touchstone/messaging';

/*
 * This process runs below a reaper of its own (see main.ts), so whatever loses its parent, a sandbox
 * of a killed grader say, hangs below that one and is found there.
 */

/** The reaper, and what was below it before the stack was started. */
export interface Ground {
  readonly reaper: number;
  readonly except: ReadonlySet<number>;
}

/** Of programs and caches: no sandbox makes them, and the next start uses them again. */
const caches = /^(tsx-\d+|node-compile-cache)$/;
const settleMs = 20_000;
const pollMs = 100;

export async function readGround(): Promise<Ground> {
  const reaper = process.ppid;
  const { pids } = await lookBelow(reaper, new Set());
  return { reaper, except: new Set(pids) };
}

/** What is too much while the stack still runs, with nothing left to grade. */
export async function leftWhileRunning(stack: Stack, ground: Ground): Promise<string[]> {
  return settled(async () => {
    const entries = await countEntries(stack.redisUrl);
    const orphans = await findOrphans(ground);
    return [...orphans, ...(entries > 0 ? [`${entries} entries are in the stream`] : [])];
  }, settleMs);
}

/** What is there although the stack was closed. */
export async function leftAfterClose(
  { reaper, except }: Ground,
  withinMs = settleMs,
): Promise<string[]> {
  return settled(async () => {
    const { pids, namespaces } = await lookBelow(reaper, except);
    const found: string[] = [];
    for (const pid of pids) found.push(`process ${pid} (${(await readStat(pid)).name})`);
    if (namespaces.size > 0) found.push(`${namespaces.size} namespaces`);
    const files = (await readdir(tmpdir())).filter((name) => !caches.test(name));
    return [...found, ...files.map((name) => `temporary file ${name}`)];
  }, withinMs);
}

/** Processes whose parent has ended, so that the reaper has them now. */
export async function findOrphans({ reaper, except }: Ground): Promise<string[]> {
  const { pids } = await lookBelow(reaper, except);
  const orphans: string[] = [];
  for (const pid of pids) {
    const { parent, name } = await readStat(pid);
    if (parent === reaper) orphans.push(`process ${pid} (${name}) has lost its parent`);
  }
  return orphans;
}

/** Nothing, as soon as that is so; what there is, when the time is over. */
async function settled(look: () => Promise<string[]>, withinMs: number): Promise<string[]> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const found = await look();
    if (found.length === 0 || performance.now() > deadline) return found;
    await delay(pollMs);
  }
}

async function readStat(pid: number): Promise<{ parent: number; name: string }> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const nameEnd = stat.lastIndexOf(')');
  return {
    parent: Number(stat.slice(nameEnd + 2).split(' ')[1]),
    name: stat.slice(stat.indexOf('(') + 1, nameEnd),
  };
}

async function countEntries(redisUrl: string): Promise<number> {
  const messaging = await createRedisMessaging({ url: redisUrl, onError: () => undefined });
  try {
    return await messaging.stream.length();
  } finally {
    await messaging.close();
  }
}
