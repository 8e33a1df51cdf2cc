import { Option, type Command } from 'commander';
import {
  beforeOption,
  helpEnd,
  targetOf,
  withTargetOptions,
  type TargetFlags,
} from './arguments.ts';

interface SubmissionFlags extends TargetFlags {
  assignment?: string;
  best?: true;
  latest?: true;
  anonymous?: true;
  before?: string;
  csv?: true;
  json?: true;
  bom: boolean;
  zip?: string;
}

export function registerSubmissions(program: Command): void {
  withTargetOptions(
    program
      .command('submissions')
      .summary('list submissions of a course, or write their programs to a zip file')
      .description(
        'Lists all submissions of a course, or those that gave the points. With --zip it writes the programs: ' +
          'a folder for each student and assignment, and info.csv, which Dolos reads to find copied programs.',
      )
      .argument('<course>', 'the course, as `course list` names it')
      .option('--assignment <slug>', 'only of this assignment')
      .option('--best', 'of each student and assignment only the one that gave the points')
      .addOption(
        new Option(
          '--latest',
          'of each student and assignment only the latest graded one',
        ).conflicts('best'),
      )
      .addOption(beforeOption())
      .option(
        '--anonymous',
        'made-up names, ids and dates in the place of the real ones, and programs without comments',
      )
      .addOption(new Option('--csv', 'print CSV').conflicts(['json', 'zip']))
      .addOption(new Option('--json', 'print a line of JSON per submission').conflicts('zip'))
      .option('--no-bom', 'start CSV without the mark by which Excel recognises UTF-8')
      .option('--zip <file>', 'write the programs to this new file, readable only by its owner'),
  )
    .addHelpText(
      'after',
      helpEnd([
        'submissions python-2026 --csv > submissions.csv',
        'submissions python-2026 --assignment leap-year --best --zip leap-year.zip',
        'submissions python-2026 --anonymous --zip research.zip',
        'submissions python-2026 --best --before 2026-12-18T18:00+01:00 --zip term.zip',
      ]),
    )
    .action(async (course: string, flags: SubmissionFlags, command: Command) => {
      const { exportSubmissions } = await import('../points/export-submissions.ts');
      const { assignment = null, best, latest, before = null, csv, json, bom, zip } = flags;
      const take = best === true ? 'best' : latest === true ? 'latest' : 'all';
      await exportSubmissions(targetOf(flags, command), course, {
        chosen: { assignment, take, before },
        anonymous: flags.anonymous === true,
        as: json === true ? 'json' : csv === true ? 'csv' : 'table',
        bom,
        ...(zip !== undefined && { zip }),
      });
    });
}
