import { runProgram } from './run-program.mjs';

await runProgram('stack', 'chaos/src');
