import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { checkout } from './checkout.mjs';

/**
 * Goes on as `touchstone command …` with this script's own arguments: in this very process, so
 * that there is nobody in between who would have to hand on signals and the exit status.
 *
 * @param {string} command
 */
export async function continueAsTouchstone(command) {
  endWithNpm();
  const program = join(checkout, 'cli', 'bin', 'touchstone.mjs');
  process.argv = [process.execPath, program, command, ...process.argv.slice(2)];
  await import(pathToFileURL(program).href);
}

/**
 * npm hands a SIGTERM on to the shell in which it runs a script, and the shell dies of it without
 * handing it on. So here the shell's end counts as the signal.
 */
function endWithNpm() {
  if (process.env.npm_lifecycle_event === undefined || process.platform === 'win32') return;
  const shell = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === shell) return;
    clearInterval(timer);
    process.kill(process.pid, 'SIGTERM');
  }, 250).unref();
}
