import type { GradingBundle, GradingRecord, LoadedCourse } from '@touchstone/contracts';
import { hashBundle, recordKey, type CourseFolder } from '@touchstone/course';
import { judgeVersion } from '@touchstone/grader-api/offline';

/** The courses with those of the records that belong to their bundles and model solutions. */
export async function withRecords(
  folders: readonly CourseFolder[],
  records: readonly GradingRecord[],
): Promise<LoadedCourse[]> {
  const byKey = new Map(records.map((record) => [record.key, record]));
  return Promise.all(
    folders.map(async ({ course, solutions }) => {
      const assignments = course.assignments.map(async (assignment) => {
        const key = await keyOfRecord(assignment.bundle, solutions.get(assignment.slug));
        const record = byKey.get(key ?? '') ?? null;
        const bundle = { ...assignment.bundle, record };
        return { ...assignment, bundle, bundleHash: hashBundle(bundle) };
      });
      return { ...course, assignments: await Promise.all(assignments) };
    }),
  );
}

/** The key that the record of an assignment must have; null when it takes none. */
export async function keyOfRecord(
  bundle: GradingBundle,
  solution: string | null | undefined,
): Promise<string | null> {
  if (bundle.judge !== 'split' || solution === undefined || solution === null) return null;
  return recordKey({ bundle, solution, judgeVersion: await judgeVersion() });
}
