/** Links that sign in lead here, with the token after `#`. */
export const signInPath = '/sign-in';

/** The page addresses. `home` without a course means the last one, or the list of courses. */
export type Route =
  | { readonly page: 'home'; readonly course: string | null }
  | { readonly page: 'assignment'; readonly course: string; readonly assignment: string }
  | { readonly page: 'progress'; readonly course: string }
  /** A course's page for teachers; without a section, the first one. `item`: one of the section. */
  | {
      readonly page: 'teach';
      readonly course: string;
      readonly section: string | null;
      readonly item: string | null;
    }
  | { readonly page: 'sign-in' }
  | { readonly page: 'not-found' };

const slug = '([a-z0-9]+(?:-[a-z0-9]+)*)';
const coursePattern = new RegExp(`^/courses/${slug}/?$`);
/** No assignment can have the slug `progress`. */
const progressPattern = new RegExp(`^/courses/${slug}/progress/?$`);
const assignmentPattern = new RegExp(`^/courses/${slug}/${slug}/?$`);
const teachPattern = new RegExp(`^/teach/${slug}(?:/${slug}(?:/${slug})?)?/?$`);

export function parsePath(path: string): Route {
  if (path === '/') return { page: 'home', course: null };
  if (path === signInPath) return { page: 'sign-in' };
  const [, taught, section = null, item = null] = teachPattern.exec(path) ?? [];
  if (taught !== undefined) return { page: 'teach', course: taught, section, item };
  const course = coursePattern.exec(path)?.[1];
  if (course !== undefined) return { page: 'home', course };
  const progressOf = progressPattern.exec(path)?.[1];
  if (progressOf !== undefined) return { page: 'progress', course: progressOf };
  const [, ofCourse, assignment] = assignmentPattern.exec(path) ?? [];
  if (ofCourse !== undefined && assignment !== undefined)
    return { page: 'assignment', course: ofCourse, assignment };
  return { page: 'not-found' };
}

export const coursePath = (course: string): string => `/courses/${course}`;
export const assignmentPath = (course: string, assignment: string): string =>
  `/courses/${course}/${assignment}`;

export const progressPath = (course: string): string => `/courses/${course}/progress`;

/** Of a section, and of one item in it: an assignment's slug or a student's uuid. */
export const teachPath = (course: string, ...more: [section?: string, item?: string]): string =>
  ['/teach', course, ...more].join('/');
