import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { temporaryFolder } from './temporary-folder.ts';

/** A file system of its own that is soon full. */
export interface SmallDisk {
  /** As this process reaches it, and all that may look into our processes. */
  readonly folder: string;
  remove(): Promise<void>;
}

/**
 * Mounts one in the memory, in a mount namespace of its own: it needs no root, and is gone with the
 * process that holds it.
 */
export async function mountSmallDisk(mebibytes: number): Promise<SmallDisk> {
  const place = await temporaryFolder();
  const holder = spawn(
    'unshare',
    [
      ...['--user', '--map-root-user', '--mount', 'sh', '-c'],
      'mount -t tmpfs -o size="$1m" none "$2" && echo mounted && exec cat',
      ...['sh', String(mebibytes), place.path],
    ],
    { stdio: ['pipe', 'pipe', 'pipe'] },
  );
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
