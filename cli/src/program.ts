import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { z } from 'zod';
import { CommandError, exitStatuses, InterruptedError, type ExitStatus } from './command-error.ts';
import { registerCourse } from './commands/course.ts';
import { registerDatabaseRole } from './commands/database-role.ts';
import { registerDoctor } from './commands/doctor.ts';
import { registerGrade } from './commands/grade.ts';
import { registerMigrate } from './commands/migrate.ts';
import { registerPrune } from './commands/prune.ts';
import { registerRedisUsers } from './commands/redis-users.ts';
import { registerSandboxLauncher } from './commands/sandbox-launcher.ts';
import { registerStack } from './commands/stack.ts';
import { registerStart } from './commands/start.ts';
import { registerUser } from './commands/user.ts';
import { warn } from './ground/terminal.ts';

/** Runs one command, from the arguments after `touchstone`, and resolves to its exit status. */
export async function runProgram(args: readonly string[]): Promise<ExitStatus> {
  let status: ExitStatus = exitStatuses.done;
  const program = createProgram((answer) => {
    status = answer;
  });
  try {
    await program.parseAsync(args, { from: 'user' });
    return status;
  } catch (error) {
    return report(error);
  }
}

/** `answer` takes the exit status of a command that ran to its end with another one than 0. */
function createProgram(answer: (status: ExitStatus) => void): Command {
  const program = new Command('touchstone')
    .description('Programming courses in Python: hand in, graded at once.')
    .version(readVersion())
    .exitOverride()
    .showHelpAfterError('Add --help to see how the command is used.')
    .configureHelp({ showGlobalOptions: true })
    .addHelpText(
      'after',
      [
        '',
        'Exit status: 0 done, 1 the answer is no, 2 wrong usage or environment.',
        'From a checkout: npx --no-install touchstone COMMAND',
      ].join('\n'),
    );
  registerStart(program);
  registerStack(program);
  registerCourse(program, answer);
  registerGrade(program, answer);
  registerMigrate(program);
  registerDatabaseRole(program);
  registerRedisUsers(program);
  registerSandboxLauncher(program);
  registerUser(program);
  registerPrune(program);
  registerDoctor(program, answer);
  return program;
}

function readVersion(): string {
  const file = new URL('../package.json', import.meta.url);
  return z.object({ version: z.string() }).parse(JSON.parse(readFileSync(file, 'utf8'))).version;
}

function report(error: unknown): ExitStatus {
  if (error instanceof CommanderError) {
    // Commander has said already what is wrong.
    return error.exitCode === 0 ? exitStatuses.done : exitStatuses.environment;
  }
  if (error instanceof InterruptedError) return exitStatuses.done;
  if (error instanceof CommandError) {
    warn(`touchstone: ${error.message}`);
    return error.exitStatus;
  }
  warn('touchstone: This is a fault in Touchstone itself, please report it:');
  warn(error instanceof Error ? (error.stack ?? error.message) : String(error));
  return exitStatuses.environment;
}
