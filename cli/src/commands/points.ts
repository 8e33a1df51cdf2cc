import { Option, type Command } from 'commander';
import { pointsFormats, type PointsFormat } from '@touchstone/runtime/points-table';
import {
  beforeOption,
  helpEnd,
  targetOf,
  withTargetOptions,
  type TargetFlags,
} from './arguments.ts';

interface ShowFlags extends TargetFlags {
  at: 'best' | 'latest' | 'due';
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
    .description('What the students of a course have earned. `touchstone points COURSE` shows it.');
  registerShow(points);
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
          .choices(['best', 'latest', 'due'])
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
      const rule =
        at === 'due' ? ({ take: 'best', before: 'due' } as const) : ({ take: at, before } as const);
      const as = flags.for ?? (json === true ? 'json' : csv === true ? 'plain' : 'table');
      await showPoints(targetOf(flags, command), course, { rule, as, bom });
    });
}
