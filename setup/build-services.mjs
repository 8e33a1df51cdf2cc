import { buildProgram } from '../packages/runtime/programs.mjs';
import { join } from 'node:path';
import { checkout } from './checkout.mjs';

/*
 * Builds the programs of an installation, whose users cannot write to the checkout: without this, they
 * would transpile each file at each start.
 */
for (const main of ['programming-api', 'grader-api', 'cli'].map((part) => `${part}/src/main.ts`)) {
  await buildProgram(join(checkout, main));
  console.log(`built ${main}`);
}
