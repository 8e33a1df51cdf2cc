import { randomBytes } from 'node:crypto';
import { GraderRoleError, grantGraderRole, type Database } from '@touchstone/database';
import { CommandError, errorCode, messageOf } from '../command-error.ts';
import { withPostgres } from '../ground/open-database.ts';
import { readPassword } from '../ground/read-password.ts';
import { say } from '../ground/terminal.ts';
import { addressOfRole } from './address-of-role.ts';

export interface RoleOptions {
  databaseUrl: string;
  role: string;
  passwordFile: string | undefined;
  showPassword: boolean;
}

/** Makes the graders' role in a PostgreSQL, or refreshes it, and says what was done. */
export async function makeRole(options: RoleOptions): Promise<void> {
  const { databaseUrl, role, passwordFile, showPassword } = options;
  const given = passwordFile === undefined ? undefined : await readPassword(passwordFile);
  const password = given ?? (showPassword ? randomBytes(24).toString('base64url') : undefined);
  const { isNew } = await withPostgres(databaseUrl, (database) =>
    grant(database, { role, password }),
  );
  say(isNew ? `Made the role ${role}.` : `The role ${role} was there; its rights are refreshed.`);
  say('It may log in, read code and tests for grading, and do nothing else.');
  say(passwordStory({ isNew, given: given !== undefined, password }));
  const shown = showPassword ? password : undefined;
  const lack = shown === undefined ? ', with the password after the name' : '';
  say(`The graders' TOUCHSTONE_DATABASE_URL${lack}:`);
  say(`  ${addressOfRole(databaseUrl, role, shown)}`);
}

function passwordStory(role: {
  isNew: boolean;
  given: boolean;
  password: string | undefined;
}): string {
  if (role.given) return 'Its password is the one in the file.';
  if (role.password !== undefined) return 'It has a new password.';
  return role.isNew
    ? 'It has no password, so nobody can log in yet: give one by --password-file, or see a new one by --show-password.'
    : 'Its password is as it was.';
}

async function grant(
  database: Database,
  grader: { role: string; password: string | undefined },
): Promise<{ isNew: boolean }> {
  try {
    return await grantGraderRole(database, grader);
  } catch (error) {
    const refused = refusals[errorCode(error) ?? ''];
    if (error instanceof GraderRoleError || refused === undefined) {
      throw new CommandError(messageOf(error), { cause: error });
    }
    throw new CommandError(`${refused[0]}: ${messageOf(error)}.`, {
      cause: error,
      next: refused[1],
    });
  }
}

/** By PostgreSQL's code. */
const refusals: Partial<Record<string, readonly [what: string, next: string]>> = {
  '42501': [
    'The role in --database may not do this',
    'Name the owner of the database and its tables, who may create roles (ALTER ROLE … CREATEROLE).',
  ],
  '42P01': [
    'The database has no tables of Touchstone, or not all of them',
    'Run touchstone migrate --database … first.',
  ],
  '42939': ['That name is PostgreSQL’s own', 'Choose another one with --role.'],
};
