import { join } from 'node:path';
import { checkout, orTellWhatToDo } from './checkout.mjs';
import { ensurePackages } from './packages.mjs';
import { run } from './run.mjs';
import { ensureSystem } from './system.mjs';
import { ensureUi } from './ui.mjs';

await orTellWhatToDo(async () => {
  await ensurePackages();
  await ensureSystem('test');
  await ensureUi();
});
const program = join(checkout, 'e2e', 'page-speed', 'main.ts');
process.exitCode = await run(process.execPath, [
  '--import',
  'tsx',
  program,
  ...process.argv.slice(2),
]);
