import { sql } from 'kysely';
import { errorCodes, hasErrorCode } from './error-codes.ts';
import type { Migration } from './migrations.ts';
import { readShippedMigrations } from './shipped-migrations.ts';
import type { Connection } from './tables.ts';

/** How the tables of a database fit the version of Touchstone that reads them. */
export type SchemaState =
  | { readonly kind: 'current' }
  /** No migration was ever applied. */
  | { readonly kind: 'none' }
  /** It lacks these migrations. */
  | { readonly kind: 'older'; readonly pending: readonly string[] }
  /** A newer version has applied these. */
  | { readonly kind: 'newer'; readonly unknown: readonly string[] }
  /** This one was applied with another text, or stands where this version has another one. */
  | { readonly kind: 'different'; readonly migration: string };

type Applied = Pick<Migration, 'name' | 'checksum'>;

/** Needs SELECT on name and checksum of schema_migrations; rejects when that is refused. */
export async function readSchemaState(db: Connection): Promise<SchemaState> {
  const [expected, applied] = await Promise.all([readShippedMigrations(), readApplied(db)]);
  return compareSchema(expected, applied);
}

function compareSchema(expected: readonly Applied[], applied: readonly Applied[]): SchemaState {
  if (applied.length === 0) return { kind: 'none' };
  const different = applied.find((row, index) => {
    const own = expected[index];
    return own !== undefined && (own.name !== row.name || own.checksum !== row.checksum);
  });
  if (different !== undefined) return { kind: 'different', migration: different.name };
  const names = (rows: readonly Applied[]): string[] => rows.map(({ name }) => name);
  if (applied.length > expected.length) {
    return { kind: 'newer', unknown: names(applied.slice(expected.length)) };
  }
  if (applied.length < expected.length) {
    return { kind: 'older', pending: names(expected.slice(applied.length)) };
  }
  return { kind: 'current' };
}

/** What does not fit and what to do about it, in sentences for an operator; null when all fits. */
export function reasonOfSchema(state: SchemaState): string | null {
  switch (state.kind) {
    case 'current':
      return null;
    case 'none':
      return 'The database has no tables yet: run `touchstone migrate`.';
    case 'older':
      return 'The database’s schema is older than this server: run `touchstone migrate`.';
    case 'newer':
      return (
        'The database’s schema is newer than this server: a newer version has set it up. ' +
        'Start that version.'
      );
    case 'different':
      return (
        `The database’s schema is not the one of this server: migration ${state.migration} was ` +
        'changed after it was applied. `touchstone migrate` says more.'
      );
  }
}

async function readApplied(db: Connection): Promise<readonly Applied[]> {
  try {
    const { rows } = await sql<Applied>`
      select name, checksum from schema_migrations order by name`.execute(db);
    return rows;
  } catch (error) {
    if (hasErrorCode(error, errorCodes.noSuchTable)) return [];
    throw error;
  }
}
