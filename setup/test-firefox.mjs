import { playwrightArgs } from './playwright.mjs';
import { run } from './run.mjs';
import { setUp } from './set-up.mjs';

await setUp('firefox');
process.exitCode = await run(process.execPath, [
  ...playwrightArgs('firefox.config.ts'),
  ...process.argv.slice(2),
]);
