import { runProgram } from './run-program.mjs';

await runProgram('test', 'e2e/screenshots');
