export {
  CourseError,
  describeFault,
  type CourseFault,
  type CourseWarning,
} from './course-error.ts';
export { readMoment } from './dates/read-moment.ts';
export { copyCourse } from './create/copy-course.ts';
export { addAssignment, createCourse, type NewAssignment } from './create/create-course.ts';
export { importExercism } from './exercism/import-exercism.ts';
export { sanitiseStored } from './handout/sanitise-stored.ts';
export { hashBundle, recordKey } from './hash-bundle.ts';
export { isUnpublished } from './is-unpublished.ts';
export { readAssignmentFolder, type CheckNotes, type EquivalentMutant } from './read-assignment.ts';
export { readCourseFolder, type CourseFolder } from './read-course.ts';
export type { WrongProgram } from './read-wrong-programs.ts';
