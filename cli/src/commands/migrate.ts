import type { Command } from 'commander';
import { defaultDataFolder } from '../checkout.ts';
import { databaseOption } from './arguments.ts';

export function registerMigrate(program: Command): void {
  program
    .command('migrate')
    .summary('bring a database up to date')
    .description(
      'Applies the migrations that a database lacks. `start` and `stack` do so by themselves.',
    )
    .option('--data <folder>', 'data folder of `touchstone start`', defaultDataFolder)
    .addOption(databaseOption())
    .addHelpText(
      'after',
      [
        '',
        'Examples:',
        '  touchstone migrate --data /srv/touchstone',
        '  touchstone migrate --database postgres://touchstone@db.example.org/touchstone',
      ].join('\n'),
    )
    .action(async (flags: { data: string; database?: string }) => {
      const { migrateDatabase } = await import('../ground/migrate-database.ts');
      await migrateDatabase(
        flags.database === undefined ? { dataFolder: flags.data } : { databaseUrl: flags.database },
      );
    });
}
