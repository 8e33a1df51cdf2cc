import { sql, type RawBuilder } from 'kysely';
import { describe, expect, it } from 'vitest';
import type { Database } from '../../src/index.ts';
import { accepted, aClassroom, aResult, graded } from '../fixtures.ts';

/** Values that constraints refuse, although no query function writes them. */
export function describeSchema(database: () => Database): void {
  const db = () => database().kysely;
  const impossible = (set: string): RawBuilder<unknown> =>
    sql`update submissions set ${sql.raw(set)}`;

  describe('a submission', () => {
    it.each([
      "status = 'lost'",
      "status = 'grading'",
      "status = 'grading', attempt = 1",
      "status = 'grading', deadline_at = now()",
      "status = 'graded'",
      "status = 'graded', attempt = 1, graded_at = now()",
      `result = '{"verdict": "passed", "correct": true}'`,
      'graded_at = now()',
      'deadline_at = now()',
      'reused_from = id',
      'leader_id = id',
      'lost_attempts = -1',
      'attempt = -1',
      'revision = 0',
      "code_hash = ''",
      'code = null',
      "summary = '{}'",
    ])('that is queued cannot have %s', async (set) => {
      const { handIn } = await aClassroom(db(), ['a']);
      await accepted(db(), handIn);
      await expect(impossible(set).execute(db())).rejects.toThrow('check constraint');
    });

    it.each([
      "status = 'queued'",
      "status = 'grading', deadline_at = now()",
      'result = null',
      'graded_at = null',
      'attempt = 0',
      'deadline_at = now()',
      `result = result || '{"verdict": "splendid"}'`,
      `result = result - 'verdict'`,
      `result = result || '{"verdict": "failed"}'`,
      'reused_from = id',
      `result = '[]'`,
      'code = null',
      `summary = '[]'`,
    ])('that is graded cannot have %s', async (set) => {
      const { handIn } = await aClassroom(db(), ['a']);
      await graded(db(), handIn, aResult('passed'));
      await expect(impossible(set).execute(db())).rejects.toThrow('check constraint');
    });
  });
}
