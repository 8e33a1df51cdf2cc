import { runProgram } from './run-program.mjs';

await runProgram('test', 'verdicts/src', { pages: false });
