import {
  maxOverrideReasonLength,
  pointsFormats,
  pointsMoments,
  pointsRuleAt,
  type PointsFormat,
  type PointsMoment,
} from '@touchstone/contracts/points-choices';
import { InvalidArgumentError, Option, type Command } from 'commander';
import {
  beforeOption,
  helpEnd,
  targetOf,
  withTargetOptions,
  type TargetFlags,
} from './arguments.ts';

interface ShowFlags extends TargetFlags {
  at: PointsMoment;
  before?: string;
  csv?: true;
  json?: true;
  for?: PointsFormat;
  bom: boolean;
}

export function registerPoints(program: Command): void {
  const points = program
    .command('points')
    .summary('print what students have earned')
    .description(
      'What the students of a course have earned. `touchstone points COURSE` shows it, `points set` overrides it.',
    );
  points.addHelpText(
    'after',
    helpEnd(
      ['points python-2026', 'points python-2026 --csv > points.csv'],
      ['`touchstone points show --help` has the options of `touchstone points COURSE`.'],
    ),
  );
  registerShow(points);
  registerSet(points);
}

function registerShow(points: Command): void {
  withTargetOptions(
    points
      .command('show', { isDefault: true })
      .summary('print a table of students and assignments (the default)')
      .description(
        'Prints the points of all students of a course, sorted by last name: a table, CSV or JSON. ' +
          'A cell is empty, or `-`, where nothing is graded. Students without a name have their uuid.',
      )
      .argument('<course>', 'the course, as `course list` names it')
      .addOption(
        new Option(
          '--at <which>',
          'the submission that gives the points: best, latest, or best of those in time (due)',
        )
          .choices(pointsMoments)
          .default('best'),
      )
      .addOption(beforeOption())
      .addOption(new Option('--csv', 'print CSV').conflicts('json'))
      .option('--json', 'print a line of JSON for the course, then one per student')
      .addOption(
        new Option('--for <platform>', 'print CSV that this platform can import')
          .choices(pointsFormats)
          .conflicts('json'),
      )
      .option('--no-bom', 'start CSV without the mark by which Excel recognises UTF-8'),
  )
    .addHelpText(
      'after',
      helpEnd([
        'points python-2026',
        'points python-2026 --csv > points.csv',
        'points python-2026 --for canvas --before 2026-12-18T18:00+01:00 > canvas.csv',
      ]),
    )
    .action(async (course: string, flags: ShowFlags, command: Command) => {
      const { showPoints } = await import('../points/show-points.ts');
      const { at, before = null, json, csv, bom } = flags;
      if (at === 'due' && before !== null) {
        command.error('error: give either --at due or --before');
      }
      const rule = { ...pointsRuleAt(at), ...(before !== null && { before }) };
      const as = flags.for ?? (json === true ? 'json' : csv === true ? 'plain' : 'table');
      await showPoints(targetOf(flags, command), course, { rule, as, bom });
    });
}

interface SetFlags extends TargetFlags {
  reason?: string;
  remove?: true;
}

function registerSet(points: Command): void {
  withTargetOptions(
    points
      .command('set')
      .summary('give a student other points than those earned')
      .description(
        'Gives a student points for an assignment in the place of those that were earned. They count from then on, ' +
          'whatever is handed in or graded again; what was earned stays stored beside them. The student sees them with the reason.',
      )
      .argument('<course>', 'the course, as `course list` names it')
      .argument('<assignment>', 'the assignment, by the name of its folder')
      .argument('<student>', 'the uuid, or the mail address or number in the roster')
      .argument('[points]', 'the points that count', decimal)
      .option('--reason <text>', 'why; the student reads it')
      .option('--remove', 'let what was earned count again'),
  )
    .addHelpText(
      'after',
      helpEnd([
        'points set python-2026 leap-year ada@example.org 8 --reason "Solved at the blackboard"',
        'points set python-2026 leap-year ada@example.org --remove',
      ]),
    )
    .action(
      async (
        course: string,
        assignment: string,
        student: string,
        given: number | undefined,
        flags: SetFlags,
        command: Command,
      ) => {
        const override = overrideOf(given, flags, command);
        const { setPoints } = await import('../points/set-points.ts');
        await setPoints(targetOf(flags, command), { course, assignment, student }, override);
      },
    );
}

/** Null with --remove. */
function overrideOf(
  points: number | undefined,
  { reason = '', remove }: SetFlags,
  command: Command,
): { points: number; reason: string } | null {
  const text = reason.trim();
  if (remove === true) {
    if (points !== undefined || text !== '') {
      command.error('error: --remove takes neither points nor --reason');
    }
    return null;
  }
  if (points === undefined) command.error('error: give the points, or --remove');
  if (text === '') command.error('error: give a --reason, which the student reads');
  if (text.length > maxOverrideReasonLength) {
    command.error(`error: give a --reason of at most ${maxOverrideReasonLength} characters`);
  }
  return { points, reason: text };
}

/** Parses points. */
function decimal(text: string): number {
  if (!/^\d{1,6}(?:\.\d{1,4})?$/.test(text)) {
    throw new InvalidArgumentError('Give points such as 8 or 7.5.');
  }
  return Number(text);
}
