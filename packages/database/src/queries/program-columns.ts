import type { StoredProgram } from '@touchstone/contracts';
import { sql, type RawBuilder } from 'kysely';
import type { OtherFiles } from '../tables.ts';

/*
 * The columns `code` and `other_files` of a submission, which are one program: a row that stores no code
 * has the whole program of the row that it names.
 */

/** The columns that store it. */
export interface ProgramColumns {
  readonly code: string;
  readonly other_files: OtherFiles | null;
}

/** Of a program of one file `other_files` is null. */
export function programValues({ code, fileName, otherFiles }: StoredProgram): {
  code: string;
  other_files: string | null;
} {
  if (otherFiles === undefined) return { code, other_files: null };
  if (fileName === undefined) throw new Error('a program of several files needs its main file');
  return { code, other_files: JSON.stringify({ fileName, otherFiles } satisfies OtherFiles) };
}

/** The program of a row. */
export const programOf = ({ code, other_files }: ProgramColumns): StoredProgram => ({
  code,
  ...other_files,
});

const ref = (row: string, column: 'code' | 'other_files') => sql.ref(`${row}.${column}`);

/** The code of the first of these rows that stores one. */
export const codeOf = (...rows: readonly string[]): RawBuilder<string> =>
  sql`coalesce(${sql.join(rows.map((row) => ref(row, 'code')))})`;

/** `other_files` of the same row. */
export const otherFilesOf = (...rows: readonly string[]): RawBuilder<OtherFiles | null> =>
  sql`case ${sql.join(
    rows.map((row) => sql`when ${ref(row, 'code')} is not null then ${ref(row, 'other_files')}`),
    sql` `,
  )} end`;

/** Whether a row with the program's hash stores exactly the same, byte for byte. */
export const storesProgram = (row: string, program: StoredProgram): RawBuilder<boolean> => {
  const { code, other_files } = programValues(program);
  if (other_files === null) return sql`${ref(row, 'code')} = ${code}::text`;
  return sql`(${ref(row, 'code')}, ${ref(row, 'other_files')})
    is not distinct from (${code}::text, ${other_files}::jsonb)`;
};

/**
 * `code` and `other_files` of a new row that names `row`, which has the same hash: null where that stores
 * the same.
 */
export const programBeside = (row: string, program: StoredProgram): RawBuilder<unknown> => {
  const { code, other_files } = programValues(program);
  if (other_files === null) return sql`nullif(${code}::text, ${ref(row, 'code')}), null::jsonb`;
  const same = storesProgram(row, program);
  return sql`case when not ${same} then ${code}::text end,
    case when not ${same} then ${other_files}::jsonb end`;
};
