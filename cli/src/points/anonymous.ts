import { randomInt, randomUUID } from 'node:crypto';
import type { CourseStudent, ListedSubmission, PointsCourse } from '@touchstone/contracts';
import { withoutComments } from '@touchstone/database';
import type { SubmissionOf } from '@touchstone/runtime/points';
import type { PointsStore } from '../control/points-calls.ts';

const weekMs = 7 * 24 * 60 * 60_000;
/** How far times are moved into the past at most. */
const maxWeeks = 520;

/** An export in which nobody is named, and that can't be traced back: all that it makes up is random and kept nowhere. */
interface AnonymousExport {
  /** The course with its real students in an order of chance. */
  readonly shuffled: PointsCourse;
  /** The same course with made-up students. */
  readonly course: PointsCourse;
  readonly pages: (real: AsyncIterable<readonly SubmissionOf[]>) => AsyncGenerator<SubmissionOf[]>;
  /** Reads the programs of the page that came last, without comments. */
  readonly store: Pick<PointsStore, 'readSubmittedFiles'>;
}

export function createAnonymousExport(
  course: PointsCourse,
  store: Pick<PointsStore, 'readSubmittedFiles'>,
): AnonymousExport {
  const shuffled = { ...course, students: inRandomOrder(course.students) };
  const digits = String(shuffled.students.length).length;
  const madeUp = new Map(
    shuffled.students.map(({ uuid }, index): [string, CourseStudent] => {
      const name = `student-${String(index + 1).padStart(digits, '0')}`;
      return [uuid, { uuid: randomUUID(), number: name, name, mail: null, group: null }];
    }),
  );
  const shiftMs = randomInt(1, maxWeeks + 1) * weekMs;
  const realIds = new Map<string, string>();

  const veil = ({ submission, student }: SubmissionOf): SubmissionOf[] => {
    const other = madeUp.get(student.uuid);
    if (other === undefined) return [];
    const id = randomUUID();
    realIds.set(id, submission.id);
    const createdAt = new Date(Date.parse(submission.createdAt) - shiftMs).toISOString();
    const veiled: ListedSubmission = { ...submission, id, createdAt, student: other.uuid };
    return [{ submission: veiled, student: other }];
  };

  return {
    shuffled,
    course: { ...course, students: [...madeUp.values()] },
    async *pages(real) {
      for await (const page of real) {
        realIds.clear();
        yield page.flatMap(veil);
      }
    },
    store: {
      async readSubmittedFiles(ids) {
        const real = new Map(ids.map((id) => [realIds.get(id) ?? id, id]));
        const read = await store.readSubmittedFiles([...real.keys()]);
        return read.map(({ id, files }) => ({
          id: real.get(id) ?? id,
          files: files.map((file) => ({ ...file, code: withoutComments(file.code) })),
        }));
      },
    },
  };
}

function inRandomOrder<T>(items: readonly T[]): T[] {
  const order = [...items];
  for (let last = order.length - 1; last > 0; last--) {
    const other = randomInt(last + 1);
    [order[last], order[other]] = [order[other] as T, order[last] as T];
  }
  return order;
}
