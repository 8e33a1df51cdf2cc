import { lstatSync, readlinkSync, realpathSync } from 'node:fs';
import path from 'node:path';

/** Where the supervisor and the judge lie inside. */
const sourcesFolder = '/touchstone';

const uidInside = '1000';
const tmpfsBytes = 16 * 1024 * 1024;

/** The first file descriptor after the standard three: sources are handed over from there on. */
const firstSourceFd = 3;

/** Readable when libraries of /usr need it; nothing of the host's own is in them. */
const systemExtras = ['/etc/alternatives', '/etc/ld.so.cache'];

/**
 * The walls. Nothing of the host but its system folders is seen, and those read-only; there are no
 * capabilities, no network, no environment, and no other processes. Devices are bound one by one
 * because `--dev` would need a root user inside and make a second user namespace. The two tmpfs
 * are the only places that can be written to. `/` and `/dev` are tmpfs too; they and
 * /proc, where some settings of the kernel lie open to all, are made read-only last.
 */
export function bubblewrapArguments(options: {
  python: string;
  sourceTargets: readonly string[];
}): string[] {
  return [
    ['--unshare-all', '--die-with-parent', '--new-session', '--as-pid-1'],
    ['--clearenv', '--cap-drop', 'ALL'],
    ['--uid', uidInside, '--gid', uidInside, '--hostname', 'sandbox'],
    ['--ro-bind', '/usr', '/usr'],
    ...['/bin', '/lib', '/lib64', '/sbin'].map(systemFolder),
    ...systemExtras.map((extra) => ['--ro-bind-try', extra, extra]),
    ...foreignPrefix(options.python),
    ['--proc', '/proc', '--tmpfs', '/dev'],
    ...['null', 'zero', 'full', 'random', 'urandom'].map((device) => [
      '--dev-bind',
      `/dev/${device}`,
      `/dev/${device}`,
    ]),
    ...['/tmp', '/submission'].map((folder) => ['--size', String(tmpfsBytes), '--tmpfs', folder]),
    ...options.sourceTargets.map((target, index) => [
      '--ro-bind-data',
      String(firstSourceFd + index),
      path.posix.join(sourcesFolder, target),
    ]),
    ['--remount-ro', '/proc', '--remount-ro', '/dev', '--remount-ro', '/'],
    ['--chdir', '/submission'],
    ['--', options.python, '-I', '-B', sourcesFolder],
  ].flat();
}

/** A link into /usr on systems that have merged it, a folder of its own on others. */
function systemFolder(folder: string): string[] {
  const entry = lstatSync(folder, { throwIfNoEntry: false });
  if (entry === undefined) return [];
  return entry.isSymbolicLink()
    ? ['--symlink', readlinkSync(folder), folder]
    : ['--ro-bind', folder, folder];
}

/** The installation of a Python that does not lie below /usr. */
function foreignPrefix(python: string): string[][] {
  const folders = [path.dirname(path.dirname(python)), path.dirname(path.dirname(realOf(python)))];
  return [...new Set(folders)]
    .filter((folder) => folder !== '/' && !`${folder}/`.startsWith('/usr/'))
    .map((folder) => ['--ro-bind', folder, folder]);
}

function realOf(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return file;
  }
}
