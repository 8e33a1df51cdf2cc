import { endWithReader } from './ground/terminal.ts';
import { runProgram } from './program.ts';

endWithReader();

process.exitCode = await runProgram(process.argv.slice(2));
// Whatever is still open must not keep the command from ending; unref: no wait if nothing is.
setTimeout(() => process.exit(), 500).unref();
