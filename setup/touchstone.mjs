import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { checkout } from './checkout.mjs';
import { setUp } from './set-up.mjs';

/*
 * Sets up what `touchstone start` or `touchstone stack` needs, and continues as that command with this
 * script's arguments, in the same process, so that no parent has to forward signals and the exit status.
 */
const command = /** @type {'start' | 'stack'} */ (process.argv[2]);
await setUp(command);
stopWithNpm();
const program = join(checkout, 'cli', 'bin', 'touchstone.mjs');
process.argv = [process.execPath, program, ...process.argv.slice(2)];
await import(pathToFileURL(program).href);

/**
 * npm forwards SIGTERM to the shell in which it runs a script, and the shell dies without forwarding
 * it. So the exit of the shell counts as the signal.
 */
function stopWithNpm() {
  if (process.env.npm_lifecycle_event === undefined || process.platform === 'win32') return;
  const shell = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === shell) return;
    clearInterval(timer);
    process.kill(process.pid, 'SIGTERM');
  }, 250).unref();
}
