import type { Command } from 'commander';
import type { Who } from '../control/date-calls.ts';
import { helpEnd, targetOf, withTargetOptions, type TargetFlags } from './arguments.ts';

interface ReleaseFlags extends TargetFlags {
  student?: string;
  group?: string;
  undo?: true;
}

export function registerRelease(program: Command): void {
  withTargetOptions(
    program
      .command('release')
      .summary('show students the verdicts that an assignment holds back')
      .description(
        'Shows students the verdicts and points of an assignment that has "release: by hand", or "release: at due" before it is due. ' +
          'Their pages show them at once.',
      )
      .argument('<course>', 'the name of the course folder')
      .argument('<assignment>', 'the name of the assignment folder')
      .option('--student <student>', 'for one student only: mail address or uuid')
      .option('--group <name>', 'for the members of a group only')
      .option('--undo', 'take such a release back; students may have seen the verdicts'),
  )
    .addHelpText(
      'after',
      helpEnd([
        'release python exam',
        'release python exam --group A',
        'release python exam --student ada@example.org',
        'release python exam --undo',
      ]),
    )
    .action(async (course: string, slug: string, flags: ReleaseFlags, command: Command) => {
      const { student, group, undo = false } = flags;
      if (student !== undefined && group !== undefined) {
        command.error('error: --student and --group exclude each other');
      }
      const others: Who = group === undefined ? { all: true } : { group };
      const who = student === undefined ? others : { student };
      const { releaseVerdicts } = await import('../dates/release.ts');
      await releaseVerdicts(targetOf(flags, command), { course, slug, who, undo });
    });
}
