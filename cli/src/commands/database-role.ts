import { InvalidArgumentError, Option, type Command } from 'commander';
import { defaultGraderRole } from '../database-role/address-of-role.ts';
import { address } from './arguments.ts';

interface RoleFlags {
  database: string;
  role: string;
  passwordFile?: string;
  showPassword?: true;
}

const parseAddress = address('postgres:', 'postgresql:');

const noFolder = (): never => {
  throw new InvalidArgumentError(
    'An all-in-one keeps its database in its data folder (PGlite), where there are no roles. ' +
      'Give the address of a PostgreSQL by --database.',
  );
};

export function registerDatabaseRole(program: Command): void {
  program
    .command('database-role')
    .summary('make the role with which graders read a PostgreSQL')
    .description(
      'Makes a role that may read code and tests for grading and nothing else, or refreshes its rights. ' +
        'Run it again after `migrate`. The stack does this by itself.',
    )
    .addOption(
      new Option('--database <url>', 'the PostgreSQL, as its owner')
        .argParser((text: string) => (/^[./~]/.test(text) ? noFolder() : parseAddress(text)))
        .makeOptionMandatory(),
    )
    .addOption(new Option('--data <folder>').hideHelp().argParser(noFolder))
    .option('--role <name>', 'its name', defaultGraderRole)
    .option('--password-file <file>', 'gives it the password in that file')
    .option('--show-password', 'shows the password; makes a new one where no file gives it')
    .addHelpText(
      'after',
      [
        '',
        'Without a password in --database, PGPASSWORD and ~/.pgpass are asked.',
        'Examples:',
        '  touchstone database-role --database postgres://touchstone@db.example.org/touchstone --password-file grader.txt',
      ].join('\n'),
    )
    .action(async (flags: RoleFlags) => {
      const { makeRole } = await import('../database-role/make-role.ts');
      await makeRole({
        databaseUrl: flags.database,
        role: flags.role,
        passwordFile: flags.passwordFile,
        showPassword: flags.showPassword === true,
      });
    });
}
