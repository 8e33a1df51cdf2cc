import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { runFile } from '@touchstone/runtime/programs';
import { waitFor } from '@touchstone/test-kit';

const checkout = join(import.meta.dirname, '../..');

/** A command under test, as a separate process. */
export interface RunningCommand {
  readonly pid: number;
  readonly stdin: NonNullable<ChildProcess['stdin']>;
  stdout(): string;
  stderr(): string;
  kill(signal: NodeJS.Signals): void;
  /** Resolves to the exit status; to null after a signal. */
  readonly exited: Promise<number | null>;
  /** Resolves when the standard output matches; rejects if the command exits before. */
  printed(pattern: RegExp, timeoutMs?: number): Promise<RegExpExecArray>;
}

const running = new Set<ChildProcess>();

/** Runs `touchstone` with the arguments. */
export function touchstone(...args: string[]): RunningCommand {
  return run([join(checkout, 'cli/bin/touchstone.mjs'), ...args]);
}

/** The same, with nothing else in its environment. */
export function touchstoneWith(environment: NodeJS.ProcessEnv, ...args: string[]): RunningCommand {
  return run([join(checkout, 'cli/bin/touchstone.mjs'), ...args], { environment });
}

/** The same, started by another command, such as one that gives it a separate disk. */
export function touchstoneBy(starter: readonly string[], ...args: string[]): RunningCommand {
  const [program, ...rest] = [...starter, process.execPath];
  return start(program, [...rest, join(checkout, 'cli/bin/touchstone.mjs'), ...args]);
}

/** The same as another user, which takes root; null is this process's own. */
export function touchstoneAs(uid: number | null, ...args: string[]): RunningCommand {
  const user = uid === null ? {} : { uid, gid: uid };
  return run([join(checkout, 'cli/bin/touchstone.mjs'), ...args], { user });
}

/** The same on a terminal: what is written to its input is typed there. */
export function touchstoneOnTerminal(...args: string[]): RunningCommand {
  const command = [process.execPath, join(checkout, 'cli/bin/touchstone.mjs'), ...args];
  const onTerminal =
    'import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))';
  return start('python3', ['-c', onTerminal, ...command]);
}

/** Runs a TypeScript file of the tests. */
export function runFixture(name: string, ...args: string[]): RunningCommand {
  return run([runFile, join(import.meta.dirname, 'fixtures', name), ...args]);
}

/** Kills what a test has left running. */
export function killCommands(): void {
  for (const child of running) child.kill('SIGKILL');
}

const run = (args: readonly string[], options: Starting = {}): RunningCommand =>
  start(process.execPath, args, options);

interface Starting {
  readonly environment?: NodeJS.ProcessEnv;
  readonly user?: { readonly uid?: number; readonly gid?: number };
}

function start(
  program: string,
  args: readonly string[],
  { environment, user = {} }: Starting = {},
): RunningCommand {
  const child = spawn(program, args, {
    cwd: checkout,
    ...user,
    ...(environment === undefined ? {} : { env: environment }),
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const { pid, stdin } = child;
  if (pid === undefined) throw new Error('The command could not be run.');
  running.add(child);
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  let ended = false;
  const exited = new Promise<number | null>((resolve) => {
    child.once('close', (code) => {
      ended = true;
      running.delete(child);
      resolve(code);
    });
  });
  return {
    pid,
    stdin,
    stdout: () => stdout,
    stderr: () => stderr,
    kill: (signal) => void child.kill(signal),
    exited,
    printed: async (pattern, timeoutMs = 600_000) => {
      const match = await waitFor(() => pattern.exec(stdout) ?? ended, {
        what: `${String(pattern)} of ${args.join(' ')}`,
        timeoutMs,
      });
      if (match === true)
        throw new Error(`It exited without ${String(pattern)}: ${stderr}${stdout}`);
      return match;
    },
  };
}
