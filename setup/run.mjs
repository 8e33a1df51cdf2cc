import { spawn } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
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
 * Runs a program beside others; resolves to its whole output when it exits.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ environment?: NodeJS.ProcessEnv, session?: { priority: number } }} [options] With a
 *   session of its own, it gets as much of the processors as this one, or less: where Linux schedules
 *   sessions as groups, a process's priority counts only within its session.
 * @returns {Promise<{ status: number, output: string }>}
 */
export function runBeside(program, args, { environment, session } = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: checkout,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...environment },
      detached: session !== undefined,
    });
    if (session !== undefined) leadSession(child, session.priority);
    let output = '';
    const add = (/** @type {string} */ text) => (output += text);
    child.stdout.setEncoding('utf8').on('data', add);
    child.stderr.setEncoding('utf8').on('data', add);
    child.once('error', (error) => add(`${program} could not be run: ${error.message}\n`));
    child.once('close', (code) => resolve({ status: code ?? 1, output }));
  });
}

/** The process ids of their leaders. @type {Set<number>} */
const sessions = new Set();
const signals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);

/**
 * @param {import('node:child_process').ChildProcess} leader
 * @param {number} priority
 */
function leadSession(leader, priority) {
  const { pid } = leader;
  if (pid === undefined) return;
  setPriority(pid, priority);
  const group = `/proc/${pid}/autogroup`;
  if (existsSync(group)) writeFileSync(group, String(priority));
  if (sessions.size === 0) for (const signal of signals) process.on(signal, passOn);
  sessions.add(pid);
  leader.once('exit', () => {
    sessions.delete(pid);
    if (sessions.size === 0) for (const signal of signals) process.off(signal, passOn);
  });
}

/**
 * A terminal's Ctrl-C does not reach other sessions.
 *
 * @param {NodeJS.Signals} signal
 */
function passOn(signal) {
  for (const pid of sessions) process.kill(-pid, signal);
  for (const name of signals) process.off(name, passOn);
  process.kill(process.pid, signal);
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
  return runBeside(...npmCommand(args), {
    session: { priority: constants.priority.PRIORITY_LOW },
  });
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
