import { join } from 'node:path';
import { checkout } from './checkout.mjs';
import { run } from './run.mjs';
import { setUp } from './set-up.mjs';

/*
 * Sets up everything that one of our programs with servers needs, and runs it. The arguments are the
 * purpose of the set-up, the folder whose `main.ts` is run, and the program's own. The exit status is
 * the program's, or 2 if the set-up failed.
 */
const [purpose, folder = '', ...args] = process.argv.slice(2);

/** These run only graders, which need no pages. */
const withoutPages = ['verdicts/src', 'bench/src grading', 'bench/src soak', 'bench/src clusters'];
const pages = !withoutPages.some((program) => `${folder} ${args[0]}`.startsWith(program));

await setUp(/** @type {import('./system.mjs').Purpose} */ (purpose), { pages });
const program = join(checkout, folder, 'main.ts');
const runFile = join(checkout, 'packages/runtime/run.mjs');
process.exitCode = await run(process.execPath, [runFile, program, ...args]);
