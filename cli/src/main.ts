import { exitWithReader } from './shared/terminal.ts';
import { runProgram } from './program.ts';

exitWithReader();

process.exitCode = await runProgram(process.argv.slice(2));
// What is still open must not keep the command running. With unref nothing waits if nothing is open.
setTimeout(() => process.exit(), 500).unref();
