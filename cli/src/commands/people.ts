import type { Command } from 'commander';
import { exitStatuses, type ExitStatus } from '../command-error.ts';
import type { Realm } from '../control/people-calls.ts';
import { helpEnd, targetOf, withTargetOptions, type TargetFlags } from './arguments.ts';
import { publicUrlOption } from './front-options.ts';

/** `answer` gets the exit status of a command that has a negative answer. */
export function registerPeople(program: Command, answer: (status: ExitStatus) => void): void {
  const teacher = program
    .command('teacher')
    .summary('add and remove teachers and administrators')
    .description(
      'Commands for teachers of a course, and for administrators, who may do all that teachers may in every course.',
    );
  registerAdd(teacher);
  registerRemove(teacher);
  const roster = program
    .command('roster')
    .summary('add students to a course')
    .description('Commands for the students of a course.');
  registerLoad(roster, answer);
  registerInvitations(program, answer);
  registerSignInLink(program);
}

const ofCourse = 'the course, as `course list` names it';
const linkOption = () =>
  publicUrlOption('URL that links begin with (default: that of the running server)');

interface RealmFlags extends TargetFlags {
  course?: string;
  administrator?: true;
}

const withRealm = (command: Command): Command =>
  command
    .option('--course <slug>', 'the course; needed if there are several')
    .option('--administrator', 'an administrator instead of a teacher');

function realmOf({ course, administrator }: RealmFlags, command: Command): Realm {
  if (administrator !== true) return { course: course ?? null };
  if (course !== undefined) command.error('error: give either --course or --administrator');
  return { administrator };
}

function registerAdd(teacher: Command): void {
  withTargetOptions(
    withRealm(
      teacher
        .command('add')
        .summary('make somebody a teacher')
        .description(
          'Makes somebody a teacher of a course, or an administrator, and prints a link that signs them in once, within 7 days. ' +
            'Who gets more rights by it is signed out everywhere. Again for the same address: a new link.',
        )
        .argument('<mail>', 'the mail address')
        .option('--name <name>', 'the name that others in the course see'),
    ),
  )
    .addOption(linkOption())
    .addHelpText(
      'after',
      helpEnd([
        'teacher add ada@example.org',
        'teacher add ada@example.org --course python --name "Ada Lovelace"',
        'teacher add root@example.org --administrator',
      ]),
    )
    .action(
      async (
        mail: string,
        flags: RealmFlags & { name?: string; publicUrl?: string },
        command: Command,
      ) => {
        const { addTeacher } = await import('../people/teachers.ts');
        const realm = realmOf(flags, command);
        await addTeacher(
          targetOf(flags, command),
          { mail, name: flags.name ?? null, realm },
          flags,
        );
      },
    );
}

function registerRemove(teacher: Command): void {
  withTargetOptions(
    withRealm(
      teacher
        .command('remove')
        .summary('take a teacher out of a course')
        .description(
          'Takes a teacher out of a course, or takes an administrator’s rights. The account stays. ' +
            'The exit status is 1 if the person is not one, or the course’s only teacher.',
        )
        .argument('<mail>', 'the mail address'),
    ),
  )
    .addHelpText(
      'after',
      helpEnd([
        'teacher remove ada@example.org --course python',
        'teacher remove root@example.org --administrator',
      ]),
    )
    .action(async (mail: string, flags: RealmFlags, command: Command) => {
      const { removeTeacher } = await import('../people/teachers.ts');
      await removeTeacher(targetOf(flags, command), { mail, realm: realmOf(flags, command) });
    });
}

function registerLoad(roster: Command, answer: (status: ExitStatus) => void): void {
  withTargetOptions(
    roster
      .command('load')
      .summary('add and change students by a CSV file')
      .description(
        'Reads a CSV file with the columns name, mail, group and id, of which mail is needed, and adds and changes students. ' +
          'Nobody is removed. It reports what it left alone, and lines that it could not use; then the exit status is 1.',
      )
      .argument('<course>', ofCourse)
      .argument('<file>', 'the file, in UTF-8, with commas or semicolons')
      .option('--dry-run', 'report only'),
  )
    .addHelpText(
      'after',
      helpEnd(['roster load python students.csv --dry-run', 'roster load python students.csv']),
    )
    .action(
      async (
        course: string,
        file: string,
        flags: TargetFlags & { dryRun?: true },
        command: Command,
      ) => {
        const { loadRoster } = await import('../people/load-roster.ts');
        const dryRun = flags.dryRun === true;
        const isWhole = await loadRoster(targetOf(flags, command), { course, file, dryRun });
        if (!isWhole) answer(exitStatuses.no);
      },
    );
}

function registerInvitations(program: Command, answer: (status: ExitStatus) => void): void {
  withTargetOptions(
    program
      .command('invitations')
      .summary('write invitation links for a mail merge, or send them')
      .description(
        'Makes a link for everybody in a course who has not signed in yet, and writes them to a new CSV file, readable only by its owner: ' +
          'name, mail, group, link, expires. A link works once, for 30 days. Earlier invitations to the course no longer work. ' +
          'With --send it mails each link instead, prints what was sent, and writes who got none, and why, to the file of --csv. The exit status is then 1 if somebody got none.',
      )
      .argument('<course>', ofCourse)
      .option('--csv <file>', 'the new file')
      .option('--send', 'send the invitations by mail; see docs/operations.md')
      .option('--force', 'overwrite the file if it exists'),
  )
    .addOption(linkOption())
    .addHelpText(
      'after',
      helpEnd([
        'invitations python --csv invitations.csv',
        'invitations python --send --csv not-sent.csv',
      ]),
    )
    .action(
      async (
        course: string,
        flags: TargetFlags & { csv?: string; send?: true; force?: true; publicUrl?: string },
        command: Command,
      ) => {
        const { csv } = flags;
        if (flags.send === true) {
          const { sendInvitations } = await import('../people/send-invitations.ts');
          const isWhole = await sendInvitations(targetOf(flags, command), course, flags);
          if (!isWhole) answer(exitStatuses.no);
          return;
        }
        if (csv === undefined) command.error('error: give --csv FILE, or --send');
        const { writeInvitations } = await import('../people/write-invitations.ts');
        await writeInvitations(targetOf(flags, command), course, { ...flags, csv });
      },
    );
}

function registerSignInLink(program: Command): void {
  withTargetOptions(
    program
      .command('sign-in-link')
      .summary('print a sign-in link for somebody')
      .description(
        'Prints a link that signs in somebody who has an account, once, within 15 minutes. Anybody who opens it is signed in as that person.',
      )
      .argument('<mail>', 'the mail address'),
  )
    .addOption(linkOption())
    .addHelpText('after', helpEnd(['sign-in-link ada@example.org']))
    .action(async (mail: string, flags: TargetFlags & { publicUrl?: string }, command: Command) => {
      const { printSignInLink } = await import('../people/print-sign-in-link.ts');
      await printSignInLink(targetOf(flags, command), mail, flags);
    });
}
