/** A backup can't be made of this database, or can't be restored into it; the message says why and what to do. */
export class BackupError extends Error {
  override readonly name = 'BackupError';
}
