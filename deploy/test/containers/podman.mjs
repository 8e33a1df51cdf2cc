import { execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from './run.mjs';

/*
 * podman of Debian's packages, as root, with storage and settings of its own.
 */

const temporary = '/run/touchstone-containers';
/** The network namespace that this program was started in. */
const outside = `${temporary}/outside`;

/*
 * podman keeps running containers, networks and mounts in these folders. Where the older cgroup
 * hierarchies are mounted beside version 2, podman must not see the latter.
 */
const enter = `
  umount /sys/fs/cgroup/unified 2> /dev/null
  set -e
  for folder in ${temporary} /run/netns /run/containers /run/crun; do
    mkdir -p $folder
    mount -t tmpfs tmpfs $folder
  done
  touch ${outside}
  mount --bind /proc/self/ns/net ${outside}
  exec unshare --net sh -c 'ip link set lo up && exec "$@"' sh "$@"`;

const otherRun = 75;

/**
 * Starts this program again in mount, process and network namespaces of its own, unless it runs in
 * them. However it ends, the kernel ends all containers with it, and removes their networks and mounts.
 * `lock` is a file that only one run at a time holds.
 *
 * @param {string} lock
 */
export function enterNamespaces(lock) {
  if (existsSync(outside)) return;
  const locked = ['--nonblock', '--conflict-exit-code', `${otherRun}`, lock, 'unshare'];
  const namespaces = ['--mount', '--pid', '--fork', '--kill-child', '--mount-proc'];
  const words = [
    ...namespaces,
    'sh',
    '-c',
    enter,
    'sh',
    process.execPath,
    ...process.argv.slice(1),
  ];
  try {
    execFileSync('flock', [...locked, ...words], { stdio: 'inherit' });
    process.exit(0);
  } catch (error) {
    const { status } = /** @type {{ status?: number }} */ (error);
    if (status === otherRun) console.error('Another run of these tests is using podman’s storage.');
    process.exit(status ?? 1);
  }
}

/**
 * Runs a program that downloads something; like `run`.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {Parameters<typeof run>[2]} [options]
 */
export const runOutside = (program, args, options) =>
  run('nsenter', [`--net=${outside}`, program, ...args], options);

/**
 * Writes podman's settings, which the child processes find by CONTAINERS_CONF. `profile` is the seccomp
 * profile of all containers: docker-compose 1.29 can't pass one to podman.
 *
 * @param {string} folder
 * @param {string} profile
 */
export async function configurePodman(folder, profile) {
  const [file, storage] = [join(folder, 'containers.conf'), join(folder, 'storage.conf')];
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
      `network_config_dir = "${folder}/networks"`,
      '',
    ].join('\n'),
  );
  await writeFile(
    storage,
    [
      '[storage]',
      'driver = "overlay"',
      `graphroot = "${folder}/storage"`,
      `runroot = "${temporary}/storage"`,
      '',
    ].join('\n'),
  );
  process.env.CONTAINERS_STORAGE_CONF = storage;
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
 * Builds an image; `args` are podman's.
 *
 * @param {readonly string[]} args
 */
export const buildImage = (args) =>
  runOutside('podman', ['build', '--network=host', ...args], { timeoutMs: 3_600_000 });

/** Removes the containers, networks and volumes of an earlier run. */
export async function removeLeftovers() {
  await podman(['rm', '--all', '--force', '--time=0']);
  await podman(['network', 'prune', '--force']);
  await podman(['volume', 'prune', '--force']);
}

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
