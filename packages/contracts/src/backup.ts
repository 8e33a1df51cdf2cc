import { z } from 'zod';

/*
 * The file that `touchstone backup` writes: lines of JSON in UTF-8, compressed by gzip.
 *
 *   {"touchstone":"backup","format":1,…}         the first line: backupHeaderSchema
 *   ["users",{"id":"…","created_at":"…"}]        a row of a table, in the order of its primary key
 *   {"end":{"rows":{"users":12,…},"sha256":"…"}} the last line: backupTrailerSchema
 *
 * All rows are of one moment. PostgreSQL writes and reads them (row_to_json, json_populate_recordset), so
 * no value passes through a type of JavaScript. A file without the last line is not complete.
 */

const identifier = z.string().regex(/^[a-z][a-z0-9_]*$/);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

const backupTableSchema = z.object({
  name: identifier,
  /** Without columns that PostgreSQL computes. */
  columns: z.array(identifier).min(1),
});
export type BackupTable = z.infer<typeof backupTableSchema>;

/** What a database tells of its backup before the first row. */
export const backupHeadSchema = z.object({
  /** Those that were applied to the database, in order: they say what its tables are. */
  migrations: z.array(z.object({ name: z.string(), checksum: sha256 })).min(1),
  tables: z.array(backupTableSchema).min(1),
  withSessions: z.boolean(),
});
export type BackupHead = z.infer<typeof backupHeadSchema>;

export const backupHeaderSchema = backupHeadSchema.extend({
  touchstone: z.literal('backup'),
  /** The version of this format. */
  format: z.literal(1),
  createdAt: z.iso.datetime(),
  /** Of Touchstone. */
  version: z.string(),
});
export type BackupHeader = z.infer<typeof backupHeaderSchema>;

export const backupTrailerSchema = z.object({
  end: z.object({
    /** Number of rows by table. */
    rows: z.record(identifier, z.int().nonnegative()),
    /** Of all bytes before this line, uncompressed, in hex. */
    sha256,
  }),
});
export type BackupTrailer = z.infer<typeof backupTrailerSchema>['end'];

/** Where to go on reading rows: in that table, after the row with that key (null: at its beginning). */
export const backupCursorSchema = z.object({
  table: identifier,
  after: z.array(z.string()).nullable(),
});
export type BackupCursor = z.infer<typeof backupCursorSchema>;

export const backupPageSchema = z.object({
  /** Each a JSON object. */
  rows: z.array(z.string()),
  /** Null after the last page. */
  next: backupCursorSchema.nullable(),
});
export type BackupPage = z.infer<typeof backupPageSchema>;
