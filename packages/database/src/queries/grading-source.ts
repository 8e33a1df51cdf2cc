import type { GradingBundle, GradingSource } from '@touchstone/contracts';
import type { Connection } from '../tables.ts';
import { programOf } from './program-columns.ts';
import { isUuid } from './uuid.ts';

/**
 * What a grader reads of a submission; its role may read little more (see grader-role.ts). Null also for a
 * follower that stores no code: its leader is graded in its place.
 */
export async function readGradingSource(
  db: Connection,
  submissionId: string,
): Promise<GradingSource | null> {
  if (!isUuid(submissionId)) return null;
  const source = await db
    .selectFrom('submissions')
    .select(['code', 'other_files', 'bundle_hash as bundleHash'])
    .where('id', '=', submissionId)
    .executeTakeFirst();
  if (source === undefined) return null;
  const { code, other_files, bundleHash } = source;
  return code === null ? null : { ...programOf({ code, other_files }), bundleHash };
}

/** Rejects when the role may not read all that grading needs. */
export async function touchGradingSources(db: Connection): Promise<void> {
  await db
    .selectFrom('submissions')
    .select(['id', 'code', 'other_files', 'bundle_hash'])
    .limit(0)
    .execute();
  await db.selectFrom('grading_bundles').select(['hash', 'content']).limit(0).execute();
}

/** Immutable, so it may be cached for ever by its hash. */
export async function readGradingBundle(
  db: Connection,
  hash: string,
): Promise<GradingBundle | null> {
  const bundle = await db
    .selectFrom('grading_bundles')
    .select('content')
    .where('hash', '=', hash)
    .executeTakeFirst();
  return bundle?.content ?? null;
}
