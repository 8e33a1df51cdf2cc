import { join } from 'node:path';
import { checkout, reportSetupErrors } from './checkout.mjs';
import { ensurePackages } from './packages.mjs';
import { run } from './run.mjs';

await reportSetupErrors(ensurePackages);
const vitest = join(checkout, 'node_modules', 'vitest', 'vitest.mjs');
const args = [vitest, 'run', '--project', 'unit', ...process.argv.slice(2)];
process.exitCode = await run(process.execPath, args);
