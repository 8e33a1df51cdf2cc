import type { Command } from 'commander';
import { ageInDays, targetOf, withTargetOptions, type TargetFlags } from './arguments.ts';

interface PruneFlags extends TargetFlags {
  olderThan: number;
  all?: true;
  dryRun?: true;
  yes?: true;
}

export function registerPrune(program: Command): void {
  withTargetOptions(
    program
      .command('prune')
      .summary('remove what is old')
      .description(
        'Removes graded submissions and drafts that are older, users who left nothing and were not there since, and codes and sessions that have expired. ' +
          'Points and progress stay, and so do each user’s newest submission of an assignment and the newest that passed. ' +
          'It goes by small steps, holds nobody up, and may be interrupted and run again.',
      )
      .requiredOption('--older-than <age>', 'such as 400d, 60w or 1y', ageInDays)
      .option('--all', 'those newest submissions too, if they are older')
      .option('--dry-run', 'say what would be removed, and remove nothing')
      .option('--yes', 'allow an age of less than a day'),
  )
    .addHelpText(
      'after',
      [
        '',
        'Examples:',
        '  touchstone prune --older-than 400d --dry-run',
        '  touchstone prune --older-than 2y --data /srv/touchstone',
      ].join('\n'),
    )
    .action(async (flags: PruneFlags, command: Command) => {
      if (flags.olderThan < 1 && flags.yes !== true && flags.dryRun !== true) {
        command.error(
          'error: an age of less than a day removes what is in use: add --yes if you mean it',
        );
      }
      const { prune } = await import('../users/prune.ts');
      await prune(targetOf(flags, command), {
        olderThanDays: flags.olderThan,
        keepNewest: flags.all !== true,
        dryRun: flags.dryRun === true,
      });
    });
}
