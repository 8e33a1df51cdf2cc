import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isInFolder, readStat } from './remains.ts';

/**
 * Each server's folder has a file with the ids of the server's process and of its owner, the process
 * that started it. Usually the watchdog stops a server whose owner died (running-server.ts). If both
 * were killed, the next start in the same folder finds the orphan by this file. The system reuses
 * process ids, so a process counts as the server only if its working directory is in the folder; it
 * is an orphan if its parent is no longer the owner. (Without /proc this cannot be checked, and the
 * servers' own locks on their folders decide.)
 */
interface Registration {
  pid: number;
  ownerPid: number;
}

const retryMs = 1_000;
const registrationFile = (folder: string, name: string) => join(folder, `${name}.pid.json`);

/**
 * Registers the server. If the file can't be written, for example on a full disk, the server runs
 * without it, and writing is retried until `ended` aborts.
 */
export async function register(
  folder: string,
  name: string,
  { pid, ended }: { pid: number; ended: AbortSignal },
): Promise<void> {
  const registration: Registration = { pid, ownerPid: process.pid };
  try {
    await writeFile(registrationFile(folder, name), JSON.stringify(registration));
  } catch {
    const retry = setTimeout(() => {
      if (!ended.aborted) void register(folder, name, { pid, ended });
    }, retryMs);
    retry.unref();
  }
}

export async function unregister(folder: string, name: string): Promise<void> {
  await rm(registrationFile(folder, name), { force: true });
}

/** Kills the server that a dead owner has left in the folder; throws if the owner is alive. */
export async function stopOrphan(folder: string, name: string): Promise<void> {
  const registration = await readRegistration(folder, name);
  if (registration === null || !(await worksIn(registration.pid, folder))) return;
  const stat = await readStat(registration.pid).catch(() => null);
  if (stat?.parent === registration.ownerPid) {
    throw new Error(
      `${name} is already running in ${folder}, started by process ${registration.ownerPid}. ` +
        'Stop that process first, or use another folder.',
    );
  }
  process.kill(-registration.pid, 'SIGKILL');
  while (await worksIn(registration.pid, folder)) await delay(20);
}

async function readRegistration(folder: string, name: string): Promise<Registration | null> {
  try {
    return JSON.parse(await readFile(registrationFile(folder, name), 'utf8')) as Registration;
  } catch {
    return null;
  }
}

/** False if there is no such process. */
const worksIn = (pid: number, folder: string): Promise<boolean> =>
  isInFolder(pid, folder).catch(() => false);
