import { Option, type Command } from 'commander';
import { defaultDataFolder } from '../checkout.ts';
import { collect, databaseOption, helpEnd } from './arguments.ts';

export function registerRestore(program: Command): void {
  program
    .command('restore')
    .summary('restore a backup into an empty database')
    .description(
      'Checks the whole file first, then restores it into a new data folder or an empty PostgreSQL database. ' +
        'A backup of an older version is brought up to date. If anything fails, nothing is changed. ' +
        'Submissions that were not graded are graded after the start.',
    )
    .argument('<file>', 'a file that `touchstone backup` has written')
    .option('--data <folder>', 'new data folder, or one without any data', defaultDataFolder)
    .addOption(
      new Option('--stack', 'make the new folder for `touchstone stack`').conflicts('database'),
    )
    .addOption(databaseOption())
    .addOption(
      new Option(
        '--deletions <file>',
        'delete these users again: the output of `touchstone user deleted`, or a later backup; may be repeated',
      ).argParser(collect),
    )
    .addHelpText(
      'after',
      helpEnd([
        'restore touchstone.backup --data /srv/new',
        'restore touchstone.backup --data /srv/new --stack --deletions deleted.txt',
        'restore touchstone.backup --database postgres://touchstone@db.example.org/touchstone',
      ]),
    )
    .action(
      async (
        file: string,
        flags: { data: string; stack?: true; database?: string; deletions?: string[] },
      ) => {
        const { restoreBackup } = await import('../backup/restore-backup.ts');
        await restoreBackup(
          flags.database === undefined
            ? { dataFolder: flags.data, forStack: flags.stack === true }
            : { databaseUrl: flags.database },
          file,
          { deletions: flags.deletions ?? [] },
        );
      },
    );
}
