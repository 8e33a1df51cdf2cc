import { spawn } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import { checkout } from './checkout.mjs';

/**
 * Runs a program in the checkout with this terminal; resolves to its exit status, or 1 if a signal
 * killed it or it could not be run.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} [environment] in addition to the caller's
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
 * Runs a program with low priority; resolves to its whole output when it exits.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ environment?: NodeJS.ProcessEnv, priority?: number }} [options]
 * @returns {Promise<{ status: number, output: string }>}
 */
export function runBeside(program, args, { environment, priority } = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: checkout,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...environment },
    });
    if (child.pid !== undefined && priority !== undefined) setPriority(child.pid, priority);
    let output = '';
    const add = (/** @type {string} */ text) => (output += text);
    child.stdout.setEncoding('utf8').on('data', add);
    child.stderr.setEncoding('utf8').on('data', add);
    child.once('error', (error) => add(`${program} could not be run: ${error.message}\n`));
    child.once('close', (code) => resolve({ status: code ?? 1, output }));
  });
}

/**
 * Runs npm: the one that runs this script, so that version and settings are the same, or else PATH's.
 *
 * @param {readonly string[]} args
 * @returns {Promise<number>}
 */
export function npm(args) {
  return run(...npmCommand(args));
}

/**
 * Runs npm beside others, with the processor time that they leave.
 *
 * @param {readonly string[]} args
 */
export function npmAside(args) {
  return runBeside(...npmCommand(args), { priority: constants.priority.PRIORITY_LOW });
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
