import { runProgram } from './program.ts';

// `touchstone grade … | head` has seen enough.
process.stdout.on('error', () => process.exit());

process.exitCode = await runProgram(process.argv.slice(2));
// Whatever is still open must not keep the command from ending; unref: no wait if nothing is.
setTimeout(() => process.exit(), 500).unref();
