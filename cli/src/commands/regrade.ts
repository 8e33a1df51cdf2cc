import type { Command } from 'commander';
import {
  helpEnd,
  moment,
  targetOf,
  uuid,
  withTargetOptions,
  type TargetFlags,
} from './arguments.ts';

interface RegradeFlags extends TargetFlags {
  student?: string;
  latest?: true;
  best?: true;
  internalErrors?: true;
  since?: string;
  dryRun?: true;
  apply?: true;
  alsoDown?: true;
}

export function registerRegrade(program: Command): void {
  withTargetOptions(
    program
      .command('regrade')
      .summary('grade submissions again after a change of the tests')
      .description(
        'Grades the submissions of an assignment again with its tests of now, behind live gradings, and prints whose points change. ' +
          'By default all of them: the best by the new tests counts. Results are written only with --apply, and points fall only with --also-down. ' +
          'Can be interrupted; the same command goes on from there.',
      )
      .argument('<course>', 'the name of the course folder')
      .argument('<assignment>', 'the name of the assignment folder')
      .option('--student <uuid>', 'only those of this student', uuid)
      .option('--latest', 'of each student only the latest')
      .option('--best', 'of each student only the best')
      .option('--internal-errors', 'only those that could not be graded through a fault of ours')
      .option('--since <time>', 'only those received from then on', moment)
      .option('--dry-run', 'grade and print, but write nothing; the default')
      .option('--apply', 'write the new results, and tell the students')
      .option('--also-down', 'also lower points, and replace results by worse ones'),
    'which must be running',
  )
    .addHelpText(
      'after',
      helpEnd([
        'regrade first-steps leap-year',
        'regrade first-steps leap-year --apply',
        'regrade first-steps leap-year --internal-errors --since 2026-11-02 --apply',
      ]),
    )
    .action(async (course: string, assignment: string, flags: RegradeFlags, command: Command) => {
      if (flags.latest === true && flags.best === true) {
        command.error('error: --latest and --best exclude each other');
      }
      if (flags.dryRun === true && flags.apply === true) {
        command.error('error: --dry-run and --apply exclude each other');
      }
      const { regrade } = await import('../regrade/regrade.ts');
      await regrade(targetOf(flags, command), {
        request: {
          course,
          assignment,
          selection: {
            student: flags.student ?? null,
            only: flags.latest === true ? 'latest' : flags.best === true ? 'best' : null,
            internalErrors: flags.internalErrors === true,
            since: flags.since ?? null,
          },
        },
        apply: flags.apply === true,
        alsoDown: flags.alsoDown === true,
      });
    });
}
