export { CourseError } from './course-error.ts';
export type { CourseFault } from './course-error.ts';
export { importExercism } from './exercism/import-exercism.ts';
export type { ImportProgress } from './exercism/import-exercism.ts';
export { hashBundle, recordKey } from './hash-bundle.ts';
export { readAssignmentFolder } from './read-assignment.ts';
export type { CheckNotes } from './read-assignment.ts';
export { readCourseFolder } from './read-course.ts';
export type { CourseFolder } from './read-course.ts';
