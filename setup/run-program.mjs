import { join } from 'node:path';
import { checkout, orTellWhatToDo } from './checkout.mjs';
import { ensurePackages } from './packages.mjs';
import { run } from './run.mjs';
import { ensureSystem } from './system.mjs';
import { ensureUi } from './ui.mjs';

/**
 * Sets up all that a program of ours needs which starts servers, and runs it with this command's
 * arguments. Its exit status becomes ours, 2 when the set-up failed.
 *
 * @param {Parameters<typeof ensureSystem>[0]} purpose
 * @param {string} folder from the checkout; its `main.ts` is run
 * @param {{ pages?: boolean }} [needs] whether it serves the pages, which are built then
 */
export async function runProgram(purpose, folder, { pages = true } = {}) {
  await orTellWhatToDo(async () => {
    await ensurePackages();
    await ensureSystem(purpose);
    if (pages) await ensureUi();
  });
  const program = join(checkout, folder, 'main.ts');
  const args = ['--import', 'tsx', program, ...process.argv.slice(2)];
  process.exitCode = await run(process.execPath, args);
}
