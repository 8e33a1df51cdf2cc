import type { GradingBundle, GradingRecord, LoadedCourse, MadeBy } from '@touchstone/contracts';
import { hashBundle, recordKey, type CourseFolder } from '@touchstone/course';

/** The courses with those of the records that belong to their bundles and model solutions. */
export function withRecords(
  folders: readonly CourseFolder[],
  records: readonly GradingRecord[],
  madeBy: MadeBy,
): LoadedCourse[] {
  const byKey = new Map(records.map((record) => [record.key, record]));
  return folders.map(({ course, solutions }) => ({
    ...course,
    assignments: course.assignments.map((assignment) => {
      const key = keyOf(assignment.bundle, solutions.get(assignment.slug), madeBy);
      const bundle = { ...assignment.bundle, record: byKey.get(key ?? '') ?? null };
      return { ...assignment, bundle, bundleHash: hashBundle(bundle) };
    }),
  }));
}

/** The key that the record of an assignment must have; null when it takes none. */
export const keyOf = (
  bundle: GradingBundle,
  solution: string | null | undefined,
  madeBy: MadeBy,
): string | null =>
  bundle.judge !== 'split' || solution === undefined || solution === null
    ? null
    : recordKey({ bundle, solution, madeBy });
