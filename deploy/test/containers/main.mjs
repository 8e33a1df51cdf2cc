import { mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { installWithApt } from '../../../setup/apt.mjs';
import { ensurePackages } from '../../../setup/packages.mjs';
import { makeDebian, makeOthers, postgresImage, pythons, redisImage, releaseOf } from './bases.mjs';
import { check, summary } from './checks.mjs';
import { checkCommands } from './commands.mjs';
import { checkConformance } from './conformance.mjs';
import { buildGrader, buildImages, describeSizes } from './images.mjs';
import { checkIsolation } from './isolation.mjs';
import { checkKills, checkScale, checkSubmission } from './load.mjs';
import { configurePodman, enterNamespaces, removeLeftovers, servePodman } from './podman.mjs';
import { checkProfiles } from './profiles.mjs';
import { run } from './run.mjs';
import { Stack, writeForOldCompose } from './stack.mjs';

/*
 * Proves the images and deploy/compose.yaml on a machine without Docker's engine: builds everything from
 * nothing with Debian's podman, runs it, kills it, and grades the conformance set on two Pythons. Needs
 * root on Debian. What it makes stays in /var/cache/touchstone-containers and in podman's storage, so
 * that the next run is faster. Arguments: parts to run, by default all.
 */

const deploy = dirname(dirname(import.meta.dirname));
const cache = '/var/cache/touchstone-containers';
const packages = [
  ...['podman', 'crun', 'conmon', 'netavark', 'aardvark-dns', 'iptables'],
  ...['debootstrap', 'docker-compose'],
];
const parts = process.argv.slice(2);
/** @param {string} part */
const isWanted = (part) => parts.length === 0 || parts.includes(part);

if (process.getuid?.() !== 0) throw new Error('Run this as root: sudo npm run test:containers');
await ensurePackages();
await run('dpkg-query', ['--show', ...packages]).catch(() => installWithApt(packages));
await mkdir(cache, { recursive: true });
enterNamespaces(join(cache, 'lock'));
await configurePodman(cache, join(deploy, 'seccomp.json'));
await removeLeftovers();

if (isWanted('images')) {
  for (const release of pythons.map(releaseOf)) {
    await check(`Debian ${release} becomes an image`, () => makeDebian(release, cache));
  }
  await check('Node.js, PostgreSQL and Redis become images', () =>
    makeOthers(cache, join(import.meta.dirname, 'stand-ins')),
  );
  await check('the images of the pages and the API are built', buildImages);
  for (const python of pythons) {
    await check(`the image of a grader with Python ${python} is built`, () => buildGrader(python));
  }
  console.log(await describeSizes());
}
if (isWanted('profiles')) await checkProfiles(deploy);
if (isWanted('conformance')) await checkConformance();
if (isWanted('stack')) await checkStack();
process.exitCode = summary();

async function checkStack() {
  const socket = '/run/touchstone-containers/podman.sock';
  const stopService = await servePodman(socket);
  const file = await writeForOldCompose(join(deploy, 'compose.yaml'));
  const stack = new Stack(file, socket, {
    POSTGRES_IMAGE: postgresImage,
    REDIS_IMAGE: redisImage,
    // podman has the profile in its settings.
    TOUCHSTONE_SECCOMP: 'no-new-privileges',
  });
  try {
    await check('compose brings everything up', () => stack.start());
    if (!(await stack.isUp())) return;
    await checkIsolation(stack);
    await checkSubmission(stack);
    await checkScale(stack);
    await checkKills(stack);
    await checkCommands(stack, dirname(deploy));
    await check('compose takes everything down', async () => {
      await stack.compose(['down', '--volumes', '--timeout', '5']);
    });
  } finally {
    stopService();
    await rm(file);
  }
}
