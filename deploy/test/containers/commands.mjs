import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assert, check } from './checks.mjs';
import { checkSubmission } from './load.mjs';

/** @typedef {import('./stack.mjs').Stack} Stack */

const sections = [
  'Courses',
  "Back up and restore the compose file's data",
  'Secrets of the compose file',
];

/**
 * Runs the commands of docs/operations.md for a stack that runs, as they are written there.
 *
 * @param {Stack} stack
 * @param {string} checkout
 */
export async function checkCommands(stack, checkout) {
  const text = await readFile(join(checkout, 'docs/operations.md'), 'utf8');
  const folder = await mkdtemp(join(tmpdir(), 'touchstone-commands-'));
  for (const title of sections) {
    await check(`the commands under "${title}" work as written`, async () => {
      const section = text.split(`\n### ${title}\n`)[1]?.split(/\n##+ /)[0] ?? '';
      const blocks = [...section.matchAll(/```\n(docker [^]*?)```/g)].map(
        ([, block = '']) => block,
      );
      assert(blocks.length > 0, 'it has no commands');
      for (const block of blocks) await stack.type(block, folder);
    });
    await checkSubmission(stack);
  }
  await rm(folder, { recursive: true });
}
