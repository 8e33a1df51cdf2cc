import { readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { debianImage } from './bases.mjs';
import { assert, check } from './checks.mjs';
import { graderOf } from './images.mjs';
import { podman, runOutside } from './podman.mjs';

const grader = [
  ...['run', '--rm', '--read-only', '--cap-drop=all', '--network=none', '--tmpfs=/tmp'],
  '--security-opt=no-new-privileges',
];

/** Without these it works, but tests and programs can't pass each other files. */
const shareTmp = new Set(['mount_setattr', 'move_mount', 'open_tree']);

/**
 * The security profiles in deploy/.
 *
 * @param {string} deploy
 */
export async function checkProfiles(deploy) {
  await check('the seccomp profile allows what the sandbox needs', async () => {
    await podman([...grader, graderOf('3.13'), 'touchstone', 'doctor']);
  });
  const profile = JSON.parse(await readFile(join(deploy, 'seccomp.json'), 'utf8'));
  const [needed, ...others] = profile.syscalls;
  for (const name of needed.names.filter((/** @type {string} */ other) => !shareTmp.has(other))) {
    await check(`the sandbox needs ${name}`, async () => {
      const names = needed.names.filter((/** @type {string} */ other) => other !== name);
      const without = { ...profile, syscalls: [{ ...needed, names }, ...others] };
      assert(!(await worksWith(without)), 'it works without');
    });
  }
  await check('the AppArmor profile is valid', async () => {
    const install =
      'apt-get update && apt-get install -y --no-install-recommends apparmor && apparmor_parser --skip-kernel-load --skip-cache /profile';
    const profile = ['--volume', `${join(deploy, 'apparmor')}:/profile:ro`];
    const words = ['run', '--rm', '--network=host', ...profile, debianImage('trixie')];
    await runOutside('podman', [...words, 'sh', '-c', install]);
  });
}

/**
 * Whether the sandbox works with a seccomp profile.
 *
 * @param {object} profile
 */
async function worksWith(profile) {
  const file = join(tmpdir(), `touchstone-seccomp-${process.pid}.json`);
  await writeFile(file, JSON.stringify(profile));
  const words = [`--security-opt=seccomp=${file}`, graderOf('3.13'), 'touchstone', 'doctor'];
  return podman([...grader, ...words])
    .then(
      () => true,
      () => false,
    )
    .finally(() => rm(file));
}
