import {
  errorCodes,
  hasErrorCode,
  readSchemaState,
  reasonOfSchema,
  touchGradingSources,
  type Database,
} from '@touchstone/database';

/**
 * Why a grader can't read code and tests, in a sentence for an operator; null when it can. Rejects when
 * the database does not answer.
 */
export async function reasonNotToRead({
  kysely,
}: Pick<Database, 'kysely'>): Promise<string | null> {
  try {
    const reason = reasonOfSchema(await readSchemaState(kysely));
    if (reason === null) await touchGradingSources(kysely);
    return reason;
  } catch (error) {
    if (!hasErrorCode(error, errorCodes.noPrivilege)) throw error;
    return (
      'The database role of this grader lacks rights that grading needs: ' +
      'update it with `touchstone database-role`.'
    );
  }
}
