import { playwrightArgs } from './playwright.mjs';
import { run } from './run.mjs';
import { setUp } from './set-up.mjs';

await setUp('test');
process.exitCode = await run(process.execPath, [...playwrightArgs(), ...process.argv.slice(2)]);
