import { execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from './run.mjs';

/*
 * podman of Debian's packages, as root, with settings of its own. All of its commands have to run in one
 * mount namespace: this process's.
 */

const unifiedHierarchy = '/sys/fs/cgroup/unified';

/**
 * Where the older cgroup hierarchies are mounted beside version 2, podman must not see the latter. This
 * program then starts itself again in a mount namespace without it.
 */
export function leaveUnifiedHierarchy() {
  if (!existsSync(`${unifiedHierarchy}/cgroup.controllers`)) return;
  const script = `umount ${unifiedHierarchy} && exec "$@"`;
  const words = ['-m', 'sh', '-c', script, 'sh', process.execPath, ...process.argv.slice(1)];
  try {
    execFileSync('unshare', words, { stdio: 'inherit' });
    process.exit(0);
  } catch (error) {
    process.exit(/** @type {{ status?: number }} */ (error).status ?? 1);
  }
}

/**
 * Writes podman's settings, which the child processes find by CONTAINERS_CONF. `profile` is the seccomp
 * profile of all containers: docker-compose 1.29 can't pass one to podman.
 *
 * @param {string} folder
 * @param {string} profile
 */
export async function configurePodman(folder, profile) {
  await mkdir(folder, { recursive: true });
  const file = join(folder, 'containers.conf');
  await writeFile(
    file,
    [
      '[containers]',
      `seccomp_profile = "${profile}"`,
      'default_ulimits = ["nofile=20000:20000", "nproc=8192:8192"]',
      '[engine]',
      'cgroup_manager = "cgroupfs"',
      'events_logger = "file"',
      '[network]',
      'network_backend = "netavark"',
      '',
    ].join('\n'),
  );
  process.env.CONTAINERS_CONF = file;
  // Without systemd nobody runs health checks; this program does.
  process.env.DISABLE_HC_SYSTEMD = 'true';
}

/**
 * @param {readonly string[]} args
 * @param {Parameters<typeof run>[2]} [options]
 */
export const podman = (args, options) => run('podman', args, options);

/**
 * Serves podman's API on a socket, as Docker's engine does; resolves to what stops it.
 *
 * @param {string} socket
 */
export async function servePodman(socket) {
  const service = spawn('podman', ['system', 'service', '--time=0', `unix://${socket}`], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const deadline = performance.now() + 30_000;
  while (!existsSync(socket)) {
    if (performance.now() > deadline || service.exitCode !== null) {
      throw new Error('podman system service did not start');
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return () => void service.kill('SIGTERM');
}
