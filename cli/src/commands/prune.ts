import type { Command } from 'commander';
import { ageInDays, helpEnd, targetOf, withTargetOptions, type TargetFlags } from './arguments.ts';

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
      .summary('remove old data')
      .description(
        'Removes graded submissions and drafts that are older than the given age, inactive users without any data, and expired codes and sessions. ' +
          'Points and progress stay, as do the newest submission, the newest passing one and the one that gave the points of each user and assignment. ' +
          'Of courses that were archived long enough ago it removes all that students did. ' +
          'Works in small steps that do not block the system, and can be interrupted and run again.',
      )
      .requiredOption('--older-than <age>', 'minimum age, such as 400d, 60w or 1y', ageInDays)
      .option('--all', 'also remove those newest submissions, if they are older')
      .option('--dry-run', 'report what would be removed, without removing it')
      .option('--yes', 'allow an age of less than a day'),
  )
    .addHelpText(
      'after',
      helpEnd([
        'prune --older-than 400d --dry-run',
        'prune --older-than 2y --data /srv/touchstone',
      ]),
    )
    .action(async (flags: PruneFlags, command: Command) => {
      if (flags.olderThan < 1 && flags.yes !== true && flags.dryRun !== true) {
        command.error('error: an age of less than a day removes data in use; add --yes to confirm');
      }
      const { prune } = await import('../users/prune.ts');
      await prune(targetOf(flags, command), {
        olderThanDays: flags.olderThan,
        keepNewest: flags.all !== true,
        dryRun: flags.dryRun === true,
      });
    });
}
