import { lstatSync, readlinkSync } from 'node:fs';
import path from 'node:path';
import { pythonFolders } from './python-folders.ts';

/** Where the supervisor and the judge are in the sandbox. */
const sourcesFolder = '/touchstone';

const uidInside = '1000';

/** The first descriptor after the standard three: sources, then the host's /proc, then a cgroup. */
const firstSourceFd = 3;

/** Libraries in /usr need these; they contain nothing specific to the host. */
const systemExtras = ['/etc/alternatives', '/etc/ld.so.cache'];

/**
 * The outer wall. The sandbox sees only the system folders of the host, read-only. It has no
 * capabilities, no network, no environment and no other processes. Devices are bound one by one,
 * because `--dev` would need a root user inside and create a second user namespace. /dev/zero is
 * absent: mapping it creates shared memory that no limit counts. /proc is absent too: it could not be
 * mounted in a container. Nothing is writable: `/` and `/dev` are made read-only last, and each process
 * of a grading mounts its own tmpfs on the two empty folders. There is no new cgroup namespace: it would
 * hide nothing more, and would keep the supervisor from cloning into its own cgroups. The host's name is
 * hidden by the processes of a grading: a container may refuse `sethostname` to bubblewrap.
 */
export function bubblewrapArguments(options: {
  python: string;
  sourceTargets: readonly string[];
  preload: readonly string[];
  hasCgroup: boolean;
}): string[] {
  const procFd = firstSourceFd + options.sourceTargets.length;
  const cgroup = options.hasCgroup ? String(procFd + 1) : 'none';
  return [
    ['--unshare-user', '--unshare-pid', '--unshare-ipc', '--unshare-uts', '--unshare-net'],
    ['--die-with-parent', '--new-session', '--as-pid-1'],
    ['--clearenv', '--cap-drop', 'ALL'],
    ['--uid', uidInside, '--gid', uidInside],
    ['--ro-bind', '/usr', '/usr'],
    ...['/bin', '/lib', '/lib64', '/sbin'].map(systemFolder),
    ...systemExtras.map((extra) => ['--ro-bind-try', extra, extra]),
    ...pythonFolders(options.python).map((folder) => ['--ro-bind', folder, folder]),
    ['--tmpfs', '/dev'],
    ...['null', 'full', 'random', 'urandom'].map((device) => [
      '--dev-bind',
      `/dev/${device}`,
      `/dev/${device}`,
    ]),
    ['--dir', '/tmp', '--dir', '/submission'],
    ...options.sourceTargets.map((target, index) => [
      '--file',
      String(firstSourceFd + index),
      path.posix.join(sourcesFolder, target),
    ]),
    ['--remount-ro', '/dev', '--remount-ro', '/'],
    ['--chdir', '/submission'],
    ['--', options.python, '-I', '-B', sourcesFolder, String(procFd), cgroup, ...options.preload],
  ].flat();
}

/** A link into /usr on systems with a merged /usr, a separate folder on others. */
function systemFolder(folder: string): string[] {
  const entry = lstatSync(folder, { throwIfNoEntry: false });
  if (entry === undefined) return [];
  return entry.isSymbolicLink()
    ? ['--symlink', readlinkSync(folder), folder]
    : ['--ro-bind', folder, folder];
}
