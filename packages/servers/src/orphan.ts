import { readFile, readlink, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/**
 * Each server's folder has a file naming the server's process and its owner, the process that
 * started it. Usually the watchdog ends a server whose owner died (running-server.ts); should both
 * have been killed, the next start on the same folder finds the orphan here. Process ids are used
 * again by the system, so a process counts as the server only while it works inside the folder;
 * it is an orphan when its parent is no longer the owner. (Without /proc there is no such check,
 * and the servers' own locks on their folders decide.)
 */
interface Registration {
  pid: number;
  ownerPid: number;
}

const retryMs = 1_000;
const registrationFile = (folder: string, name: string) => join(folder, `${name}.pid.json`);

/**
 * Registers the server for as long as `ended` is pending. Where the file can't be written, on a full
 * disk say, the server runs without it, and it is tried again.
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

/** Ends what an owner that died has left in the folder; throws when the owner is alive. */
export async function stopOrphan(folder: string, name: string): Promise<void> {
  const registration = await readRegistration(folder, name);
  if (registration === null || !(await worksIn(registration.pid, folder))) return;
  if ((await parentOf(registration.pid)) === registration.ownerPid) {
    throw new Error(
      `${name} is running in ${folder} already, for process ${registration.ownerPid}. ` +
        'Stop that one first or use another folder.',
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

async function worksIn(pid: number, folder: string): Promise<boolean> {
  try {
    return `${await readlink(`/proc/${pid}/cwd`)}/`.startsWith(`${folder}/`);
  } catch {
    return false;
  }
}

/** The fourth field of /proc/PID/stat; the second, in brackets, may itself hold spaces. */
async function parentOf(pid: number): Promise<number | null> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return null;
  }
}
