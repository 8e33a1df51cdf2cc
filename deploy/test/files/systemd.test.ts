import { execFile } from 'node:child_process';
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';

/*
 * Checks the units of deploy/systemd/ with systemd's own tools, in a root folder that has nothing but
 * them, so it does not matter what else this machine runs. It needs Debian's package systemd.
 */

const shipped = fileURLToPath(new URL('../../systemd', import.meta.url));
const systemUnits = '/lib/systemd/system';
const units = [
  'touchstone-api@7801.service',
  'touchstone-grader@7811.service',
  'touchstone-sandbox.socket',
  'touchstone-sandbox@1.service',
  'touchstone-nginx.service',
  'touchstone.target',
];
/** The programs that units start; systemd checks that they are there. */
const programs = ['usr/bin/node', 'usr/bin/curl', 'usr/sbin/nginx', 'bin/kill'];

let root: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'touchstone-systemd-'));
  const own = join(root, 'etc/systemd/system');
  await cp(shipped, own, { recursive: true });
  const ofSystem = join(root, 'usr/lib/systemd/system');
  await mkdir(ofSystem, { recursive: true });
  for (const name of await readdir(systemUnits)) {
    if (/\.(?:target|slice)$/.test(name)) await cp(join(systemUnits, name), join(ofSystem, name));
  }
  for (const program of programs) {
    await mkdir(dirname(join(root, program)), { recursive: true });
    await writeFile(join(root, program), '#!/bin/sh\n');
    await chmod(join(root, program), 0o755);
  }
});
afterAll(() => rm(root, { recursive: true }));

/** Fails if systemd-analyze is missing: install Debian's package systemd. */
async function analyze(...args: string[]): Promise<string> {
  const { stdout, stderr } = await promisify(execFile)('systemd-analyze', args).catch(
    (error: unknown) => {
      const { stdout = '', stderr = '', message } = error as Partial<Record<string, string>>;
      throw new Error([message, stdout, stderr].join('\n'), { cause: error });
    },
  );
  return stdout + stderr;
}

it('systemd finds no mistake in the units', async () => {
  expect(await analyze('verify', `--root=${root}`, ...units)).toBe('');
});

it('systemd names a mistake in a unit', async () => {
  const broken = join(root, 'etc/systemd/system/broken.service');
  await writeFile(broken, '[Service]\nExecStart=/usr/bin/node\nNoNewPrivilege=yes\n');
  expect(await analyze('verify', `--root=${root}`, 'broken.service')).toContain('NoNewPrivilege');
  await rm(broken);
});

/** From 0, safe, to 10; in tenths. What bubblewrap needs costs the sandbox's unit two points. */
it.each([
  ['touchstone-api@7801.service', 15],
  ['touchstone-grader@7811.service', 15],
  ['touchstone-nginx.service', 15],
  ['touchstone-sandbox@1.service', 33],
])('%s is exposed by at most %i tenths', async (unit, threshold) => {
  const settings = ['--offline=true', `--root=${root}`, `--threshold=${threshold}`];
  expect(await analyze('security', ...settings, unit)).toContain('Overall exposure level');
});

it('systemd makes a user for each unit, and units run as nobody else', async () => {
  await mkdir(join(root, 'etc/sysusers.d'), { recursive: true });
  await cp(join(shipped, 'sysusers.conf'), join(root, 'etc/sysusers.d/touchstone.conf'));
  await promisify(execFile)('systemd-sysusers', [`--root=${root}`, 'touchstone.conf']);
  const passwd = await readFile(join(root, 'etc/passwd'), 'utf8');
  const users = passwd
    .trim()
    .split('\n')
    .map((line) => line.split(':')[0] ?? '');
  const services = (await readdir(shipped)).filter((name) => name.endsWith('.service'));
  const used = await Promise.all(
    services.map(async (name) => {
      const unit = await readFile(join(shipped, name), 'utf8');
      return /^User=(.+)$/m.exec(unit)?.[1];
    }),
  );
  expect(new Set(used).size).toBe(services.length);
  for (const user of used) expect(users).toContain(user);
});
