import { InvalidArgumentError, Option, type Command } from 'commander';
import { defaultGraderRole } from '../database-role/address-of-role.ts';
import type { RoleFlags } from '../database-role/make-role.ts';
import { address, helpEnd } from './arguments.ts';

const parseAddress = address('postgres:', 'postgresql:');

const noFolder = (): never => {
  throw new InvalidArgumentError(
    'The all-in-one keeps its database in its data folder (PGlite), which has no roles. ' +
      'Give the URL of a PostgreSQL database with --database.',
  );
};

export function registerDatabaseRole(program: Command): void {
  program
    .command('database-role')
    .summary('create the PostgreSQL role for graders')
    .description(
      'Creates a role that can read code and tests for grading and nothing else, or updates its privileges. ' +
        'Run it again after `migrate`. The stack does this automatically.',
    )
    .addOption(
      new Option('--database <url>', 'the PostgreSQL database, as its owner')
        .argParser((text: string) => (/^[./~]/.test(text) ? noFolder() : parseAddress(text)))
        .makeOptionMandatory(),
    )
    .addOption(new Option('--data <folder>').hideHelp().argParser(noFolder))
    .option('--role <name>', 'name of the role', defaultGraderRole)
    .option('--password-file <file>', 'set the password to the content of this file')
    .option('--show-password', 'print the password; without a file, generate a new one')
    .addHelpText(
      'after',
      helpEnd(
        [
          'database-role --database postgres://touchstone@db.example.org/touchstone --password-file grader.txt',
        ],
        ['If --database has no password, PGPASSWORD or ~/.pgpass is used.'],
      ),
    )
    .action(async (flags: RoleFlags) => {
      const { makeRole } = await import('../database-role/make-role.ts');
      await makeRole(flags);
    });
}
