import { spawn } from 'node:child_process';
import { checkout } from './checkout.mjs';

/**
 * Runs a program in the checkout with this terminal; resolves to its exit status, 1 when a signal
 * ended it or it could not be run.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} [environment] Besides the caller's.
 * @returns {Promise<number>}
 */
export function run(program, args, environment) {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: checkout,
      stdio: 'inherit',
      env: { ...process.env, ...environment },
    });
    child.once('error', (error) => {
      console.error(`${program} could not be run: ${error.message}`);
      resolve(1);
    });
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

/**
 * Runs npm: the one that called, so that its version and settings stay the same, else PATH's.
 *
 * @param {readonly string[]} args
 * @returns {Promise<number>}
 */
export function npm(args) {
  const cli = process.env.npm_execpath;
  if (cli?.endsWith('.js') === true) return run(process.execPath, [cli, ...args]);
  return run(process.platform === 'win32' ? 'npm.cmd' : 'npm', args);
}
