import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const checkout = fileURLToPath(new URL('../../../', import.meta.url));
const checkoutInside = '/mnt/checkout';

/** The parts of /proc that container engines hide or make read-only. */
const hiddenFiles = ['kcore', 'keys', 'latency_stats', 'timer_list', 'timer_stats', 'sched_debug'];
const hiddenFolders = ['acpi', 'asound', 'scsi'];
const readOnly = ['bus', 'fs', 'irq', 'sys', 'sysrq-trigger'];

const inProc = (names: readonly string[]) =>
  names.map((name) => `/proc/${name}`).filter((file) => existsSync(file));

/** The path of Node.js in the container. */
export const nodeInside = '/mnt/node';

/** A place that another user can read, unlike a checkout in a home folder. */
const ourFiles = [
  ['--tmpfs', '/mnt', '--dir', checkoutInside, '--ro-bind', checkout, checkoutInside],
  ['--ro-bind', process.execPath, nodeInside, '--remount-ro', '/mnt'],
];

/** The words that start a command as that user on the host, with its own view of our files and /tmp. */
export function asUser(id: number, command: readonly string[]): string[] {
  return [
    ['bwrap', '--die-with-parent', '--clearenv', '--setenv', 'PATH', '/usr/bin:/bin'],
    ['--dev-bind', '/', '/', '--perms', '1777', '--tmpfs', '/tmp', ...ourFiles.flat()],
    ['--chdir', checkoutInside, '--'],
    ['setpriv', `--reuid=${id}`, `--regid=${id}`, '--clear-groups', '--', ...command],
  ].flat();
}

/**
 * The words that start a command as uid 1000 in a container: no capability in any set,
 * no-new-privileges, a read-only root, separate namespaces, a /proc with masks. It starts in the
 * checkout. On the host it is uid 1000 if we are root, otherwise our own uid.
 */
export function inContainer(command: readonly string[]): string[] {
  const isRoot = process.getuid?.() === 0;
  return [
    ['bwrap', '--unshare-pid', '--unshare-ipc', '--unshare-uts', '--unshare-net'],
    isRoot ? [] : ['--unshare-user', '--uid', '1000', '--gid', '1000', '--cap-drop', 'ALL'],
    ['--die-with-parent', '--clearenv', '--setenv', 'PATH', '/usr/bin:/bin'],
    ['--ro-bind', '/', '/', '--dev', '/dev', '--perms', '1777', '--tmpfs', '/tmp'],
    ...ourFiles,
    ['--proc', '/proc'],
    ...inProc(hiddenFiles).map((file) => ['--ro-bind', '/dev/null', file]),
    ...inProc(hiddenFolders).map((folder) => ['--tmpfs', folder, '--remount-ro', folder]),
    ...inProc(readOnly).map((file) => ['--ro-bind', file, file]),
    ['--chdir', checkoutInside, '--'],
    isRoot ? ['setpriv', '--reuid=1000', '--regid=1000', '--clear-groups'] : ['setpriv'],
    isRoot ? ['--bounding-set=-all'] : [],
    ['--inh-caps=-all', '--no-new-privs', '--', ...command],
  ].flat();
}
