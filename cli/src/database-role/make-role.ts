import { randomBytes } from 'node:crypto';
import { GraderRoleError, grantGraderRole, type Database } from '@touchstone/database';
import { errorCode, messageOf } from '@touchstone/runtime/errors';
import { CommandError } from '../command-error.ts';
import { withPostgres } from '../shared/open-database.ts';
import { readPassword } from '../shared/read-password.ts';
import { say } from '../shared/terminal.ts';
import { addressOfRole } from './address-of-role.ts';

export interface RoleFlags {
  database: string;
  role: string;
  passwordFile?: string;
  showPassword?: true;
}

/** Creates the graders' role in a PostgreSQL, or updates it, and reports what was done. */
export async function makeRole(flags: RoleFlags): Promise<void> {
  const { database: databaseUrl, role, passwordFile, showPassword = false } = flags;
  const given = passwordFile === undefined ? undefined : await readPassword(passwordFile);
  const password = given ?? (showPassword ? randomBytes(24).toString('base64url') : undefined);
  const { isNew } = await withPostgres(databaseUrl, (database) =>
    grant(database, { role, password }),
  );
  say(isNew ? `Created the role ${role}.` : `Updated the privileges of the role ${role}.`);
  say('It can log in and read code and tests for grading, nothing else.');
  say(describePassword({ isNew, given: given !== undefined, password }));
  const shown = showPassword ? password : undefined;
  const missing = shown === undefined ? ', with the password after the name' : '';
  say(`The graders' TOUCHSTONE_DATABASE_URL${missing}:`);
  say(`  ${addressOfRole(databaseUrl, role, shown)}`);
}

function describePassword(role: {
  isNew: boolean;
  given: boolean;
  password: string | undefined;
}): string {
  if (role.given) return 'Its password is the one in the file.';
  if (role.password !== undefined) return 'It has a new password.';
  return role.isNew
    ? 'It has no password, so nobody can log in yet: set one with --password-file, or generate one with --show-password.'
    : 'Its password is unchanged.';
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

/** By PostgreSQL's error code. */
const refusals: Partial<Record<string, readonly [what: string, next: string]>> = {
  '42501': [
    'The role in --database may not do this',
    'Use the owner of the database and its tables, with the right to create roles (ALTER ROLE … CREATEROLE).',
  ],
  '42P01': [
    'Tables of Touchstone are missing in the database',
    'Run touchstone migrate --database … first.',
  ],
  '42939': ['PostgreSQL reserves that name', 'Choose another name with --role.'],
};
