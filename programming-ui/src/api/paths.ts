/** Addresses of what a page's own address decides: the early script and the client ask for the same. */

export const coursesPath = '/api/courses';

/** Without a slug the first course is meant, here and below. */
export const assignmentsPath = (course?: string): string => ofCourse('/api/assignments', course);

export const assignmentPath = (course: string, assignment: string): string =>
  `/api/courses/${course}/assignments/${assignment}`;

export const usersPath = '/api/users';

export const mePath = (course?: string): string => ofCourse('/api/me', course);

const ofCourse = (path: string, course?: string) =>
  course === undefined ? path : `${path}?course=${encodeURIComponent(course)}`;
