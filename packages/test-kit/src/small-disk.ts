import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { temporaryFolder } from './temporary-folder.ts';

/** Mounts $1 as a disk of $0 MiB in memory, and becomes the command that follows. */
const mountScript = 'mount -t tmpfs -o "size=$0m,mode=0755" none "$1" && shift && exec "$@"';

/**
 * What goes before a command so that it, and all that it starts, have a small disk of their own at
 * `folder`, which exists. Others see it as `/proc/PID/root/…`; it is gone when the last of these
 * processes has ended, however that happens. Works for root and, with namespaces, for ordinary
 * users. The command has the caller's rights and no more.
 */
export function onSmallDisk(folder: string, sizeMiB: number): readonly string[] {
  const mount = ['/bin/sh', '-c', mountScript, String(sizeMiB), folder];
  if (process.getuid?.() === 0) return ['/usr/bin/unshare', '--mount', ...mount];
  const withoutRights = ['/usr/bin/setpriv', '--inh-caps=-all', '--ambient-caps=-all'];
  return [
    ...['/usr/bin/unshare', '--map-current-user', '--keep-caps', '--mount'],
    ...[...mount, ...withoutRights],
  ];
}

/** A file system of its own that is soon full. */
export interface SmallDisk {
  /** As this process reaches it, and all that may look into our processes. */
  readonly folder: string;
  remove(): Promise<void>;
}

/** Mounts one in the memory that is gone with the process that holds it. */
export async function mountSmallDisk(sizeMiB: number): Promise<SmallDisk> {
  const place = await temporaryFolder();
  const [program = '', ...args] = onSmallDisk(place.path, sizeMiB);
  const holder = spawn(program, [...args, '/bin/sh', '-c', 'echo mounted && exec cat'], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const ended = once(holder, 'exit');
  const remove = async (): Promise<void> => {
    holder.kill('SIGKILL');
    await ended;
    await place.remove();
  };
  const faults: Buffer[] = [];
  holder.stderr.on('data', (chunk: Buffer) => faults.push(chunk));
  const mounted = await Promise.race([
    once(holder.stdout, 'data').then(() => true),
    ended.then(() => false),
  ]);
  if (!mounted) {
    await remove();
    throw new Error(`No file system could be mounted: ${Buffer.concat(faults).toString()}`);
  }
  return { folder: `/proc/${holder.pid}/root${place.path}`, remove };
}

/** A file that takes all that a disk has left. */
export interface Ballast {
  /** Makes room again; may be called again. */
  remove(): void;
}

const chunkBytes = [1024 * 1024, 4096, 1] as const;
const againMs = 20;

/**
 * Fills a disk to its last byte, and again and again as room is made, until it is removed. The last
 * block of each file in `logs` is filled up, too, so that not one line more goes into it.
 */
export function fillDisk(file: string, logs: readonly string[] = []): Ballast {
  const fd = openSync(file, 'w');
  const fill = (): void => {
    for (const bytes of chunkBytes) writeUntilFull(fd, Buffer.alloc(bytes));
  };
  fill();
  for (const log of logs) {
    const logFd = openSync(log, 'a');
    writeUntilFull(logFd, Buffer.from('\n'));
    closeSync(logFd);
  }
  const timer = setInterval(fill, againMs);
  let isThere = true;
  return {
    remove() {
      if (!isThere) return;
      isThere = false;
      clearInterval(timer);
      closeSync(fd);
      rmSync(file, { force: true });
    },
  };
}

function writeUntilFull(fd: number, chunk: Uint8Array): void {
  try {
    for (;;) writeSync(fd, chunk);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  }
}
