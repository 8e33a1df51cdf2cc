import type { Command } from 'commander';
import { defaultDataFolder } from '../checkout.ts';
import { databaseOption, helpEnd } from './arguments.ts';

export function registerMigrate(program: Command): void {
  program
    .command('migrate')
    .summary('bring a database up to date')
    .description('Applies the pending migrations. `start` and `stack` do this automatically.')
    .option('--data <folder>', 'data folder of `touchstone start`', defaultDataFolder)
    .addOption(databaseOption())
    .addHelpText(
      'after',
      helpEnd([
        'migrate --data /srv/touchstone',
        'migrate --database postgres://touchstone@db.example.org/touchstone',
      ]),
    )
    .action(async (flags: { data: string; database?: string }) => {
      const { migrateDatabase } = await import('../shared/migrate-database.ts');
      await migrateDatabase(
        flags.database === undefined ? { dataFolder: flags.data } : { databaseUrl: flags.database },
      );
    });
}
