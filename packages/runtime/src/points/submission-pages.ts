import type {
  CourseStudent,
  ListedSubmission,
  PointsCourse,
  SubmissionChoice,
  SubmissionCursor,
  SubmissionList,
} from '@touchstone/contracts';
import type { PointsSource } from './points-source.ts';

/** Students whose submissions are looked for at a time. */
const studentsAtOnce = 10;

export interface SubmissionOf {
  readonly submission: ListedSubmission;
  readonly student: CourseStudent;
}

/** Pages of submissions, in the order of the course's students, then of its assignments, then of time. */
export async function* submissionPages(
  source: PointsSource,
  course: PointsCourse,
  chosen: Pick<SubmissionChoice, 'assignment' | 'take' | 'before'>,
): AsyncGenerator<SubmissionOf[]> {
  for (let start = 0; start < course.students.length; start += studentsAtOnce) {
    const some = course.students.slice(start, start + studentsAtOnce);
    const byUuid = new Map(some.map((student) => [student.uuid, student]));
    const choice = { ...chosen, course: course.slug, students: [...byUuid.keys()] };
    let after: SubmissionCursor | null = null;
    do {
      const page: SubmissionList = await source.listChosenSubmissions(choice, after);
      yield page.submissions.flatMap((submission) => {
        const student = byUuid.get(submission.student);
        return student === undefined ? [] : [{ submission, student }];
      });
      after = page.next;
    } while (after !== null);
  }
}
