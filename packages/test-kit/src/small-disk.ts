import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { temporaryFolder } from './temporary-folder.ts';

/** Mounts $1 as a disk of $0 MiB in memory, then executes the command that follows. */
const mountScript = 'mount -t tmpfs -o "size=$0m,mode=0755" none "$1" && shift && exec "$@"';

/**
 * A prefix for a command: it and all its child processes get a small disk of their own at `folder`,
 * which must exist. Others see it as `/proc/PID/root/…`; it disappears when the last of these
 * processes exits. Works for root and, with namespaces, for unprivileged users. The command has
 * exactly the caller's privileges.
 */
export function onSmallDisk(folder: string, sizeMiB: number): readonly string[] {
  const mount = ['/bin/sh', '-c', mountScript, String(sizeMiB), folder];
  if (process.getuid?.() === 0) return ['/usr/bin/unshare', '--mount', ...mount];
  const withoutCapabilities = ['/usr/bin/setpriv', '--inh-caps=-all', '--ambient-caps=-all'];
  return [
    ...['/usr/bin/unshare', '--map-current-user', '--keep-caps', '--mount'],
    ...mount,
    ...withoutCapabilities,
  ];
}

/** A small file system. */
export interface SmallDisk {
  /** Its path for this process, and for all that may read our /proc entries. */
  readonly folder: string;
  remove(): Promise<void>;
}

/** Mounts one in memory; it disappears with the process that holds it. */
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
    throw new Error(`Could not mount a file system: ${Buffer.concat(faults).toString()}`);
  }
  return { folder: `/proc/${holder.pid}/root${place.path}`, remove };
}

/** A file that takes up all free space of a disk. */
export interface Ballast {
  /** Frees the space; may be called more than once. */
  remove(): void;
}

const chunkBytes = [1024 * 1024, 4096, 1] as const;
const refillEveryMs = 20;

/**
 * Fills a disk to its last byte, and refills freed space, until the ballast is removed. The last block
 * of each file in `logs` is also filled, so that not a single line more fits into it.
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
  const timer = setInterval(fill, refillEveryMs);
  let exists = true;
  return {
    remove() {
      if (!exists) return;
      exists = false;
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
