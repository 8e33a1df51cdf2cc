import { join } from 'node:path';
import { checkout } from './checkout.mjs';
import { run } from './run.mjs';

/*
 * Fixes what can be fixed automatically of what `npm run check` refuses: ESLint's fixes first, since
 * Prettier formats them.
 */
const node = process.execPath;
await run(node, ['setup/lint.mjs', '--fix']);
const prettier = join(checkout, 'node_modules/prettier/bin/prettier.cjs');
const statuses = [
  await run(node, [prettier, '--write', '--log-level', 'warn', '.']),
  await run(node, ['setup/check-python.mjs', '--fix']),
];
process.exitCode = Math.max(...statuses);
