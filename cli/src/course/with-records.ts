import type { GradingBundle, GradingRecord, LoadedCourse } from '@touchstone/contracts';
import { hashBundle, recordKey, type CourseFolder } from '@touchstone/course';
import { judgeVersion } from '@touchstone/grader-api/offline';

/** The courses with those of the records that belong to their bundles and model solutions. */
export async function withRecords(
  folders: readonly CourseFolder[],
  records: readonly GradingRecord[],
): Promise<LoadedCourse[]> {
  const byKey = new Map(records.map((record) => [record.key, record]));
  const keyOf = await recordKeys();
  return folders.map(({ course, solutions }) => ({
    ...course,
    assignments: course.assignments.map((assignment) => {
      const key = keyOf(assignment.bundle, solutions.get(assignment.slug));
      const bundle = { ...assignment.bundle, record: byKey.get(key ?? '') ?? null };
      return { ...assignment, bundle, bundleHash: hashBundle(bundle) };
    }),
  }));
}

/** Gives the key that the record of an assignment must have; null when it takes none. */
export async function recordKeys(): Promise<
  (bundle: GradingBundle, solution: string | null | undefined) => string | null
> {
  const version = await judgeVersion();
  return (bundle, solution) =>
    bundle.judge !== 'split' || solution === undefined || solution === null
      ? null
      : recordKey({ bundle, solution, judgeVersion: version });
}
