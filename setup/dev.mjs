import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { checkout } from './checkout.mjs';
import { setUp } from './set-up.mjs';

const args = process.argv.slice(2);
const stopTimeoutMs = 8_000;
let stopping = false;
const serverUrl = `http://127.0.0.1:${portOf(args)}`;

// Also builds the pages: the server serves them, beside those of the development server.
await setUp('start');

// In a separate process group, so that Ctrl-C reaches it once: from here. Its input is a pipe that
// ends with this process.
const server = spawn(
  process.execPath,
  [
    join(checkout, 'node_modules', 'tsx', 'dist', 'cli.mjs'),
    ...['watch', '--clear-screen=false'],
    ...['judge', 'courses', 'grader-image'].flatMap((folder) => ['--include', `./${folder}/**/*`]),
    join(checkout, 'cli', 'src', 'main.ts'),
    ...['start', ...args],
  ],
  { cwd: checkout, detached: true, stdio: ['pipe', 'inherit', 'inherit'] },
);
process.env.TOUCHSTONE_API_URL = serverUrl;
const pages = await servePages();
console.log(`
Pages, reloaded as you edit them: ${pages.resolvedUrls?.local[0] ?? 'see above'}
Server, restarted on changes:     ${serverUrl}
Ctrl-C stops both.
`);

process.on('SIGINT', stop).on('SIGTERM', stop);
server.once('exit', (code) => {
  process.exitCode ??= code ?? 0;
  stop();
});

/** Vite's development server, in this process. It imports Vite late: the set-up may install it. */
async function servePages() {
  const { createServer } = await import('vite');
  const configFile = join(checkout, 'programming-ui', 'vite.config.ts');
  const vite = await createServer({ configFile, clearScreen: false });
  return vite.listen();
}

/** Ctrl-C arrives here from the terminal and again from npm; tsx would kill on a second signal. */
function stop() {
  if (stopping) return;
  stopping = true;
  void pages.close();
  server.kill('SIGTERM');
  setTimeout(() => server.kill('SIGKILL'), stopTimeoutMs).unref();
}

/** @param {readonly string[]} startArguments */
function portOf(startArguments) {
  const joined = startArguments.find((argument) => argument.startsWith('--port='));
  const index = startArguments.indexOf('--port');
  return joined?.slice('--port='.length) ?? (index === -1 ? '7800' : startArguments[index + 1]);
}
