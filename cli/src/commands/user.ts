import type { Command } from 'commander';
import { targetOf, uuid, withTargetOptions, type TargetFlags } from './arguments.ts';

export function registerUser(program: Command): void {
  const user = program
    .command('user')
    .summary('export and delete users, and end their sessions')
    .description(
      'What is stored of one user. The page shows a user’s uuid in its settings. ' +
        'A server that runs on the data folder does the work itself; exit status is 1 when there is no such user.',
    );
  registerExport(user);
  registerDelete(user);
  registerSessions(user);
}

const examples = (...lines: string[]): string =>
  ['', 'Examples:', ...lines.map((line) => `  touchstone user ${line}`)].join('\n');
const one = '1b4e28ba-2fa1-4d3b-a3f5-6d2c0e9f7a10';

function registerExport(user: Command): void {
  withTargetOptions(
    user
      .command('export')
      .summary('write all that is stored of a user')
      .description(
        'Writes one JSON document: points, progress, drafts, sessions and all submissions with code and result.',
      )
      .argument('<uuid>', 'the user', uuid)
      .option('--output <file>', 'a new file for it, readable by its owner alone')
      .option('--force', 'replace the file if it is there'),
  )
    .addHelpText('after', examples(`export ${one} --output user.json`))
    .action(
      async (
        userId: string,
        flags: TargetFlags & { output?: string; force?: true },
        command: Command,
      ) => {
        const { exportUser } = await import('../users/export-user.ts');
        await exportUser(targetOf(flags, command), userId, {
          output: flags.output,
          force: flags.force === true,
        });
      },
    );
}

function registerDelete(user: Command): void {
  withTargetOptions(
    user
      .command('delete')
      .summary('delete a user with all that is stored of him')
      .description(
        'Deletes a user with sessions, drafts, progress and submissions, for good, and signs him out everywhere. ' +
          'A program whose result others reused stays for their sake, and names nobody. On a terminal it asks first.',
      )
      .argument('<uuid>', 'the user', uuid)
      .option('--yes', 'do not ask'),
  )
    .addHelpText('after', examples(`delete ${one}`, `delete ${one} --yes --data /srv/touchstone`))
    .action(async (userId: string, flags: TargetFlags & { yes?: true }, command: Command) => {
      const { deleteUser } = await import('../users/delete-user.ts');
      await deleteUser(targetOf(flags, command), userId, { ask: flags.yes !== true });
    });
}

function registerSessions(user: Command): void {
  withTargetOptions(
    user
      .command('sessions')
      .summary('list where a user is signed in, or end it')
      .description('Lists the sessions of a user. One that is ended counts nowhere any more.')
      .argument('<uuid>', 'the user', uuid)
      .option('--end <session>', 'end the session with that id', uuid),
  )
    .option('--end-all', 'end all of them')
    .addHelpText('after', examples(`sessions ${one}`, `sessions ${one} --end-all`))
    .action(
      async (
        userId: string,
        flags: TargetFlags & { end?: string; endAll?: true },
        command: Command,
      ) => {
        if (flags.end !== undefined && flags.endAll === true) {
          command.error('error: give either --end or --end-all');
        }
        const { endSessions, showSessions } = await import('../users/show-sessions.ts');
        const target = targetOf(flags, command);
        if (flags.end !== undefined) await endSessions(target, userId, flags.end);
        else if (flags.endAll === true) await endSessions(target, userId, null);
        else await showSessions(target, userId);
      },
    );
}
