import { sql } from 'kysely';
import { errorCodes, hasErrorCode } from './error-codes.ts';
import type { Migration } from './migrations.ts';
import { readShippedMigrations } from './shipped-migrations.ts';
import type { Connection } from './tables.ts';
import { contractsSince } from './update-steps.ts';

/** Whether this version of Touchstone can use a database's tables. */
export type SchemaState =
  | { readonly kind: 'current' }
  /** No migration has been applied. */
  | { readonly kind: 'none' }
  /** These migrations are missing. */
  | { readonly kind: 'older'; readonly pending: readonly string[] }
  /** A newer version has applied these, and this version can still serve. */
  | { readonly kind: 'expanded'; readonly unknown: readonly string[] }
  /** The same, but one of them has removed what this version uses. */
  | { readonly kind: 'newer'; readonly unknown: readonly string[] }
  /** This one was applied with another text, or in the place of another one. */
  | { readonly kind: 'different'; readonly migration: string };

type Applied = Pick<Migration, 'name' | 'checksum'>;

/** Needs SELECT on name and checksum of schema_migrations; rejects without that right. */
export async function readSchemaState(db: Connection): Promise<SchemaState> {
  const [expected, applied] = await Promise.all([
    readShippedMigrations(),
    readAppliedMigrations(db),
  ]);
  return compareSchema(expected, applied);
}

export function compareSchema(
  expected: readonly Applied[],
  applied: readonly Applied[],
): SchemaState {
  if (applied.length === 0) return { kind: 'none' };
  const different = applied.find((row, index) => {
    const own = expected[index];
    return own !== undefined && (own.name !== row.name || own.checksum !== row.checksum);
  });
  if (different !== undefined) return { kind: 'different', migration: different.name };
  const names = (rows: readonly Applied[]): string[] => rows.map(({ name }) => name);
  if (applied.length > expected.length) {
    const unknown = names(applied.slice(expected.length));
    const serves = unknown.every((name) => (contractsSince(name) ?? 0) <= expected.length);
    return { kind: serves ? 'expanded' : 'newer', unknown };
  }
  if (applied.length < expected.length) {
    return { kind: 'older', pending: names(expected.slice(applied.length)) };
  }
  return { kind: 'current' };
}

/** What is wrong and what to do about it, in sentences for an operator; null when it can be used. */
export function reasonOfSchema(state: SchemaState): string | null {
  switch (state.kind) {
    case 'current':
    case 'expanded':
      return null;
    case 'none':
      return 'The database has no tables yet: run `touchstone migrate`.';
    case 'older':
      return 'The database’s schema is older than this server: run `touchstone migrate`.';
    case 'newer':
      return (
        'The database’s schema is newer than this server: a newer version has migrated it. ' +
        'Start that version.'
      );
    case 'different':
      return (
        `The database’s schema is not the one of this server: migration ${state.migration} was ` +
        'changed after it was applied. Run `touchstone migrate` for details.'
      );
  }
}

/** The migrations that were applied, in order; none if there are no tables. */
export async function readAppliedMigrations(db: Connection): Promise<readonly Applied[]> {
  try {
    const { rows } = await sql<Applied>`
      select name, checksum from schema_migrations order by name`.execute(db);
    return rows;
  } catch (error) {
    if (hasErrorCode(error, errorCodes.noSuchTable)) return [];
    throw error;
  }
}
