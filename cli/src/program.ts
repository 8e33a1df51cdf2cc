import { Command, CommanderError } from 'commander';
import { CommandError, exitStatuses, InterruptedError, type ExitStatus } from './command-error.ts';
import { registerBackup } from './commands/backup.ts';
import { registerCourse } from './commands/course.ts';
import { registerDates } from './commands/dates.ts';
import { registerRelease } from './commands/release.ts';
import { registerDatabaseRole } from './commands/database-role.ts';
import { registerDoctor } from './commands/doctor.ts';
import { registerGrade } from './commands/grade.ts';
import { registerInstallCheck } from './commands/install-check.ts';
import { registerMigrate } from './commands/migrate.ts';
import { registerNginxConfig } from './commands/nginx-config.ts';
import { registerPeople } from './commands/people.ts';
import { registerAudit } from './commands/audit.ts';
import { registerPoints } from './commands/points.ts';
import { registerPrune } from './commands/prune.ts';
import { registerRedisUsers } from './commands/redis-users.ts';
import { registerRegrade } from './commands/regrade.ts';
import { registerRestore } from './commands/restore.ts';
import { registerSandboxLauncher } from './commands/sandbox-launcher.ts';
import { registerStack } from './commands/stack.ts';
import { registerStart } from './commands/start.ts';
import { registerSubmissions } from './commands/submissions.ts';
import { registerUser } from './commands/user.ts';
import { warn } from './shared/terminal.ts';
import { readVersion } from './shared/version.ts';

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

/** `answer` receives the exit status of a command that finished with a status other than 0. */
function createProgram(answer: (status: ExitStatus) => void): Command {
  const program = new Command('touchstone')
    .description('Python programming courses with instant grading.')
    .version(readVersion())
    .exitOverride()
    .showHelpAfterError('Add --help to see how to use the command.')
    .configureHelp({ showGlobalOptions: true })
    .hook('preAction', (_program, command) => {
      refuseEmpty(command);
    })
    .addHelpText(
      'after',
      [
        '',
        'Exit status: 0 success, 1 negative answer, 2 wrong usage or environment.',
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
  registerNginxConfig(program);
  registerSandboxLauncher(program);
  registerPeople(program, answer);
  registerUser(program);
  registerDates(program, answer);
  registerRelease(program);
  registerPoints(program);
  registerAudit(program);
  registerSubmissions(program);
  registerRegrade(program);
  registerPrune(program);
  registerBackup(program);
  registerRestore(program);
  registerDoctor(program, answer);
  registerInstallCheck(program, answer);
  return program;
}

/** An empty text is mostly a variable of the shell that is not set; as a path it would mean this folder. */
function refuseEmpty(command: Command): void {
  const { args, options } = command;
  const empty = options.find((option) => {
    const name = option.attributeName();
    return command.getOptionValueSource(name) === 'cli' && command.getOptionValue(name) === '';
  });
  if (empty !== undefined) command.error(`error: the value of ${empty.long ?? ''} is empty`);
  if (args.includes('')) command.error('error: an argument is empty');
}

function report(error: unknown): ExitStatus {
  if (error instanceof CommanderError) {
    // Commander has already reported what is wrong.
    return error.exitCode === 0 ? exitStatuses.done : exitStatuses.environment;
  }
  if (error instanceof InterruptedError) return exitStatuses.done;
  if (error instanceof CommandError) {
    warn(`touchstone: ${error.message}`);
    return error.exitStatus;
  }
  warn('touchstone: This is a bug in Touchstone. Please report it:');
  warn(error instanceof Error ? (error.stack ?? error.message) : String(error));
  return exitStatuses.environment;
}
