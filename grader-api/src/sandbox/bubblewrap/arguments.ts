import { lstatSync, readlinkSync } from 'node:fs';
import path from 'node:path';
import { pythonFolders } from './python-place.ts';

/** Where the supervisor and the judge lie inside. */
const sourcesFolder = '/touchstone';

const uidInside = '1000';

/**
 * The first after the standard three: sources are handed over from there on, then the host's /proc,
 * then a cgroup.
 */
const firstSourceFd = 3;

/** Readable when libraries of /usr need it; nothing of the host's own is in them. */
const systemExtras = ['/etc/alternatives', '/etc/ld.so.cache'];

/**
 * The outer wall. Nothing of the host but its system folders is seen, and those read-only; there are
 * no capabilities, no network, no environment, and no other processes. Devices are bound one by one
 * because `--dev` would need a root user inside and make a second user namespace; /dev/zero is not
 * there, for mapping it makes shared memory that no limit counts. Neither is /proc, which could not be
 * mounted in a container. Nothing can be written to: `/` and `/dev` are made read-only last, and each
 * process of a grading mounts a tmpfs of its own on the two empty folders. There is no new cgroup
 * namespace, which would show nothing less and bar the supervisor from cloning into its own cgroups.
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
    ['--uid', uidInside, '--gid', uidInside, '--hostname', 'sandbox'],
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

/** A link into /usr on systems that have merged it, a folder of its own on others. */
function systemFolder(folder: string): string[] {
  const entry = lstatSync(folder, { throwIfNoEntry: false });
  if (entry === undefined) return [];
  return entry.isSymbolicLink()
    ? ['--symlink', readlinkSync(folder), folder]
    : ['--ro-bind', folder, folder];
}
