import { spawn } from 'node:child_process';
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { SetupError } from './checkout.mjs';

const policyFile = '/usr/sbin/policy-rc.d';
const savedPolicyFile = `${policyFile}.saved-by-touchstone`;
const mark = '# Made by touchstone while it installs packages';

/** Packages that ask questions use the defaults. */
const environment = { DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1', LC_ALL: 'C.UTF-8' };

/**
 * Installs Debian packages and starts none of their services.
 *
 * @param {readonly string[]} packages
 */
export async function installWithApt(packages) {
  // Ctrl-C also reaches apt-get, which stops in an orderly way; then this process must clean up.
  const stay = () => undefined;
  process.on('SIGINT', stay).on('SIGTERM', stay);
  try {
    forbidServices();
    // A broken third-party archive makes this fail, which may not matter for what is installed.
    const updateError = await aptGet(['update']).then(
      () => null,
      (error) => error,
    );
    const install = ['install', '-y', '--no-install-recommends', ...packages];
    await aptGet(install).catch((error) => {
      throw updateError ?? error;
    });
  } finally {
    allowServices();
    process.off('SIGINT', stay).off('SIGTERM', stay);
  }
}

/**
 * Shows the progress on a terminal in one line; the whole output only if it fails.
 *
 * @param {readonly string[]} args
 * @returns {Promise<void>}
 */
function aptGet(args) {
  return new Promise((resolve, reject) => {
    const child = spawn('/usr/bin/apt-get', args, {
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    /** @type {string[]} */
    const lines = [];
    for (const stream of [child.stdout, child.stderr]) {
      createInterface(stream).on('line', (line) => {
        lines.push(line);
        if (process.stdout.isTTY) process.stdout.write(`\r\x1b[K  ${line.slice(0, 76)}`);
      });
    }
    child.once('error', reject);
    child.once('close', (status) => {
      if (process.stdout.isTTY) process.stdout.write('\r\x1b[K');
      if (status === 0) resolve();
      else reject(new SetupError(`apt-get ${args.join(' ')} failed:\n${lines.join('\n')}`));
    });
  });
}

/** Packages run this program before they start a service; status 101 forbids it. */
function forbidServices() {
  allowServices();
  if (existsSync(policyFile)) renameSync(policyFile, savedPolicyFile);
  writeFileSync(policyFile, `#!/bin/sh\n${mark}\nexit 101\n`, { mode: 0o755 });
}

/** Restores the previous state, also after an earlier run that was killed. */
function allowServices() {
  if (existsSync(policyFile) && readFileSync(policyFile, 'utf8').includes(mark)) rmSync(policyFile);
  if (existsSync(savedPolicyFile)) renameSync(savedPolicyFile, policyFile);
}
