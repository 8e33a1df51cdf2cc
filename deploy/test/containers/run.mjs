import { spawn } from 'node:child_process';

/**
 * Runs a program to its end; resolves to its standard output, and rejects with the end of both outputs
 * if it fails or takes too long.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ cwd?: string, environment?: NodeJS.ProcessEnv, timeoutMs?: number }} [options]
 * @returns {Promise<string>}
 */
export function run(program, args, { cwd, environment, timeoutMs = 600_000 } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd,
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: timeoutMs,
    });
    let output = '';
    let both = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      output += text;
      both += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text) => (both += text));
    child.once('error', reject);
    child.once('close', (code, signal) => {
      if (code === 0) return resolve(output);
      const command = [program, ...args].join(' ').slice(0, 300);
      reject(new Error(`${command} ended with ${code ?? signal}:\n${both.slice(-4_000)}`));
    });
  });
}
