import type { Command } from 'commander';
import {
  helpEnd,
  targetOf,
  userName,
  uuid,
  withTargetOptions,
  type TargetFlags,
} from './arguments.ts';

export function registerUser(program: Command): void {
  const user = program
    .command('user')
    .summary('export and delete users, and end their sessions')
    .description(
      'Commands for the data of one user, by the mail address of the account, or by the uuid that the page shows in its settings. ' +
        'A server running on the data folder does the work. The exit status is 1 if there is no such user.',
    );
  registerExport(user);
  registerDelete(user);
  registerDeleted(user);
  registerSessions(user);
}

const one = '1b4e28ba-2fa1-4d3b-a3f5-6d2c0e9f7a10';

function registerExport(user: Command): void {
  withTargetOptions(
    user
      .command('export')
      .summary('export all data of a user')
      .description(
        'Writes one JSON document: points, progress, drafts, sessions and all submissions with code and result.',
      )
      .argument('<user>', 'mail address or uuid', userName)
      .option('--output <file>', 'write to this new file, readable only by its owner')
      .option('--force', 'overwrite the file if it exists'),
  )
    .addHelpText(
      'after',
      helpEnd([
        'user export ada@example.org --output ada.json',
        `user export ${one} --output user.json`,
      ]),
    )
    .action(
      async (
        written: string,
        flags: TargetFlags & { output?: string; force?: true },
        command: Command,
      ) => {
        const { exportUser } = await import('../users/export-user.ts');
        await exportUser(targetOf(flags, command), written, flags);
      },
    );
}

function registerDelete(user: Command): void {
  withTargetOptions(
    user
      .command('delete')
      .summary('delete a user and all their data')
      .description(
        'Permanently deletes a user with sessions, drafts, progress and submissions, and signs the user out everywhere. ' +
          'A program whose result others reused stays, without naming the user. On a terminal it asks for confirmation.',
      )
      .argument('<user>', 'mail address or uuid', userName)
      .option('--yes', 'do not ask for confirmation'),
  )
    .addHelpText(
      'after',
      helpEnd(['user delete ada@example.org', `user delete ${one} --yes --data /srv/touchstone`]),
    )
    .action(async (written: string, flags: TargetFlags & { yes?: true }, command: Command) => {
      const { deleteUser } = await import('../users/delete-user.ts');
      await deleteUser(targetOf(flags, command), written, { ask: flags.yes !== true });
    });
}

function registerDeleted(user: Command): void {
  withTargetOptions(
    user
      .command('deleted')
      .summary('list users who were deleted')
      .description(
        'Lists the users who were deleted, with the time. `touchstone restore --deletions` deletes them again. ' +
          '`prune` removes old entries.',
      ),
  )
    .addHelpText('after', helpEnd(['user deleted > deleted.txt']))
    .action(async (flags: TargetFlags, command: Command) => {
      const { listDeleted } = await import('../users/list-deleted.ts');
      await listDeleted(targetOf(flags, command));
    });
}

function registerSessions(user: Command): void {
  withTargetOptions(
    user
      .command('sessions')
      .summary('list or end the sessions of a user')
      .description(
        'Lists the sessions of a user, or ends them. An ended session is no longer valid.',
      )
      .argument('<user>', 'mail address or uuid', userName)
      .option('--end <session>', 'end the session with this id', uuid),
  )
    .option('--end-all', 'end all sessions of the user')
    .addHelpText('after', helpEnd([`user sessions ${one}`, `user sessions ${one} --end-all`]))
    .action(
      async (
        written: string,
        flags: TargetFlags & { end?: string; endAll?: true },
        command: Command,
      ) => {
        if (flags.end !== undefined && flags.endAll === true) {
          command.error('error: give either --end or --end-all');
        }
        const { endSessions, showSessions } = await import('../users/show-sessions.ts');
        const target = targetOf(flags, command);
        if (flags.end !== undefined) await endSessions(target, written, flags.end);
        else if (flags.endAll === true) await endSessions(target, written, null);
        else await showSessions(target, written);
      },
    );
}
