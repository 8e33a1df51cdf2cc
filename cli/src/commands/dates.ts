import type { Command } from 'commander';
import { exitStatuses, type ExitStatus } from '../command-error.ts';
import type { Who } from '../control/date-calls.ts';
import { helpEnd, targetOf, withTargetOptions, type TargetFlags } from './arguments.ts';

export function registerDates(program: Command, answer: (status: ExitStatus) => void): void {
  registerExtend(program, answer);
  registerWhen(program);
}

interface ExtendFlags extends TargetFlags {
  until?: string;
  opens?: string;
  remove?: true;
  group?: string;
  all?: true;
  csv?: string;
  course?: string;
  reason?: string;
}

function registerExtend(program: Command, answer: (status: ExitStatus) => void): void {
  withTargetOptions(
    program
      .command('extend')
      .summary(
        'make an assignment due later, or open at another time, for a student, a group or all',
      )
      .description(
        'Makes an assignment due later for one student; with --group or --all, for more. It closes as much later. ' +
          'Points of what was handed in late before rise. With --opens it opens at another time for them, for example ' +
          'for their slot of an exam. An extension replaces the one before for the same, but for a date that it does not name.',
      )
      .argument('[student]', 'mail address or uuid; with --group, --all or --csv the course')
      .argument('[assignment]', 'the name of the assignment folder')
      .option('--until <time>', 'such as "2026-12-08 18:00", by the clock of the course')
      .option('--opens <time>', 'when it opens for them, instead of or beside --until')
      .option('--remove', 'end the extension')
      .option('--group <name>', 'for the members of a group')
      .option('--all', 'for all, after an outage for example')
      .option(
        '--csv <file>',
        'extensions of a file with the columns student or group, assignment, until, opens and reason',
      )
      .option('--course <name>', 'the course, if several have the assignment')
      .option('--reason <text>', 'why; shown in the log of the course'),
  )
    .addHelpText(
      'after',
      helpEnd([
        'extend ada@example.org leap-year --until "2026-12-08 18:00"',
        'extend --group A python leap-year --until 2026-12-08',
        'extend --group B python exam --opens "2026-12-08 14:00" --until "2026-12-08 16:00"',
        'extend --all python leap-year --until "2026-12-02 12:00" --reason "outage"',
        'extend --csv extensions.csv python',
      ]),
    )
    .action(
      async (
        first: string | undefined,
        second: string | undefined,
        flags: ExtendFlags,
        command: Command,
      ) => {
        const target = targetOf(flags, command);
        const { extendByCsv, extendOne, removeExtension } = await import('../dates/extend.ts');
        if (flags.csv !== undefined) {
          if (first === undefined) command.error('error: --csv needs the course');
          const isComplete = await extendByCsv(target, { course: first, file: flags.csv });
          if (!isComplete) answer(exitStatuses.no);
          return;
        }
        if (first === undefined || second === undefined) {
          command.error('error: name the student, or the course, and the assignment');
        }
        if (flags.all === true && flags.group !== undefined) {
          command.error('error: --all and --group exclude each other');
        }
        const { until = null, opens = null, reason = null } = flags;
        const names = until !== null || opens !== null;
        if (names === (flags.remove === true)) {
          command.error('error: give either --until, --opens or both, or --remove');
        }
        const who = whoOf(first, flags);
        const course = 'student' in who ? (flags.course ?? null) : first;
        const place = { course, slug: second };
        if (names) await extendOne(target, place, { who, until, opens, reason });
        else await removeExtension(target, place, who);
      },
    );
}

function whoOf(first: string, { all, group }: ExtendFlags): Who {
  if (all === true) return { all };
  return group === undefined ? { student: first } : { group };
}

function registerWhen(program: Command): void {
  withTargetOptions(
    program
      .command('when')
      .summary('show when an assignment opens, is due and closes for a student')
      .description(
        'Shows the dates that hold for a student, by the clocks of the course and of this machine, and the rule that decides each.',
      )
      .argument('<student>', 'mail address or uuid')
      .argument('<assignment>', 'the name of the assignment folder')
      .option('--course <name>', 'the course, if several have the assignment'),
  )
    .addHelpText('after', helpEnd(['when ada@example.org leap-year']))
    .action(
      async (
        student: string,
        slug: string,
        flags: TargetFlags & { course?: string },
        command: Command,
      ) => {
        const { explainWhen } = await import('../dates/when.ts');
        const place = { slug, course: flags.course ?? null };
        await explainWhen(targetOf(flags, command), student, place);
      },
    );
}
