import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { checkout, orTellWhatToDo } from './checkout.mjs';
import { ensurePackages } from './packages.mjs';
import { ensureSystem } from './system.mjs';
import { ensureUi } from './ui.mjs';

const args = process.argv.slice(2);
const endTimeoutMs = 8_000;
let ending = false;
const serverUrl = `http://127.0.0.1:${portOf(args)}`;

await orTellWhatToDo(async () => {
  await ensurePackages();
  await ensureSystem('start');
  // The server serves built pages as well, beside those of the development server.
  await ensureUi();
});

console.log(`
Pages that reload as you edit them:   http://127.0.0.1:5173
The server, started again on changes: ${serverUrl}
Ctrl-C ends both.
`);

const server = start(checkout, [
  join(checkout, 'node_modules', 'tsx', 'dist', 'cli.mjs'),
  'watch',
  '--clear-screen=false',
  ...['judge', 'courses', 'grader-image'].flatMap((folder) => ['--include', `./${folder}/**/*`]),
  join(checkout, 'cli', 'src', 'main.ts'),
  'start',
  ...args,
]);
const pages = start(join(checkout, 'programming-ui'), [
  join(checkout, 'node_modules', 'vite', 'bin', 'vite.js'),
  '--clearScreen=false',
]);

process.on('SIGINT', end).on('SIGTERM', end);
for (const child of [server, pages]) {
  child.once('exit', (code) => {
    process.exitCode ??= code ?? 0;
    end();
  });
}

/**
 * In a process group of its own, so that Ctrl-C reaches each child once: from here. The input is a
 * pipe that ends with this process.
 *
 * @param {string} cwd
 * @param {readonly string[]} nodeArgs
 */
function start(cwd, nodeArgs) {
  return spawn(process.execPath, nodeArgs, {
    cwd,
    detached: true,
    stdio: ['pipe', 'inherit', 'inherit'],
    env: { ...process.env, TOUCHSTONE_API_URL: serverUrl },
  });
}

/** Ctrl-C arrives here from the terminal and again from npm; tsx takes a second signal for haste. */
function end() {
  if (ending) return;
  ending = true;
  for (const child of [server, pages]) {
    child.kill('SIGTERM');
    setTimeout(() => child.kill('SIGKILL'), endTimeoutMs).unref();
  }
}

/** @param {readonly string[]} startArguments */
function portOf(startArguments) {
  const joined = startArguments.find((argument) => argument.startsWith('--port='));
  const index = startArguments.indexOf('--port');
  return joined?.slice('--port='.length) ?? (index === -1 ? '7800' : startArguments[index + 1]);
}
