import type {
  PointsRule,
  StudentPoints,
  SubmissionChoice,
  SubmissionCursor,
  SubmissionList,
  SubmittedFiles,
} from '@touchstone/contracts';

/** Where the points and programs of courses are read, some at a time. */
export interface PointsSource {
  /** Of some students of a course, one entry each. */
  listStudentPoints(
    course: string,
    students: readonly string[],
    rule: PointsRule,
  ): Promise<StudentPoints[]>;
  /** A page of submissions; `after` is the `next` of the previous page. */
  listChosenSubmissions(
    choice: SubmissionChoice,
    after: SubmissionCursor | null,
  ): Promise<SubmissionList>;
  readSubmittedFiles(ids: readonly string[]): Promise<SubmittedFiles[]>;
}
