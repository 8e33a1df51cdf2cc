import { spawn } from 'node:child_process';
import { constants, setPriority } from 'node:os';
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
 * The same for a program that takes only what others leave of the processor: what it says comes at
 * its end, in one piece.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @returns {Promise<{ status: number, output: string }>}
 */
function runAside(program, args) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd: checkout, stdio: ['ignore', 'pipe', 'pipe'] });
    if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_LOW);
    let output = '';
    const add = (/** @type {string} */ text) => (output += text);
    child.stdout.setEncoding('utf8').on('data', add);
    child.stderr.setEncoding('utf8').on('data', add);
    child.once('error', (error) => add(`${program} could not be run: ${error.message}\n`));
    child.once('close', (code) => resolve({ status: code ?? 1, output }));
  });
}

/**
 * Runs npm: the one that called, so that its version and settings stay the same, else PATH's.
 *
 * @param {readonly string[]} args
 * @returns {Promise<number>}
 */
export function npm(args) {
  return run(...npmCommand(args));
}

/** @param {readonly string[]} args */
export function npmAside(args) {
  return runAside(...npmCommand(args));
}

/**
 * @param {readonly string[]} args
 * @returns {[program: string, args: readonly string[]]}
 */
function npmCommand(args) {
  const cli = process.env.npm_execpath;
  if (cli?.endsWith('.js') === true) return [process.execPath, [cli, ...args]];
  return [process.platform === 'win32' ? 'npm.cmd' : 'npm', args];
}
