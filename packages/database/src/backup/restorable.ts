import type { BackupHead } from '@touchstone/contracts';
import type { Migration } from '../migrations.ts';
import { compareSchema } from '../schema-state.ts';
import { readShippedMigrations } from '../shipped-migrations.ts';
import { BackupError } from './backup-error.ts';

/** Rejects with a BackupError when this version can't restore the backup. */
export async function requireRestorable(head: BackupHead): Promise<void> {
  readVersion(head, await readShippedMigrations());
}

/** The migrations that make the tables of the backup. */
export function readVersion(
  { migrations }: BackupHead,
  shipped: readonly Migration[],
): readonly Migration[] {
  const state = compareSchema(shipped, migrations);
  if (state.kind === 'newer' || state.kind === 'expanded') {
    throw new BackupError(
      `The backup is of a newer version of Touchstone, with migration ${state.unknown[0] ?? ''}. ` +
        'Restore it with that version.',
    );
  }
  if (state.kind === 'different') {
    throw new BackupError(
      `The backup is of another version of Touchstone: its migration ${state.migration} differs. ` +
        'Restore it with the version that made it.',
    );
  }
  return shipped.slice(0, migrations.length);
}
