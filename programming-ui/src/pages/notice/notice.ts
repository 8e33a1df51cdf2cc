import type { Course } from '@touchstone/contracts';
import type { OpenCourse } from '../../features/catalogue/open-course.ts';
import { coursePath, type Route } from '../../router/route.ts';

/** What a notice page reports. */
export type Notice =
  | { readonly kind: 'not-found' | 'no-courses' | 'failed' }
  /** The page for links that sign in. */
  | { readonly kind: 'sign-in' }
  | { readonly kind: 'unknown-assignment'; readonly homeHref: string }
  | {
      readonly kind: 'unknown-course' | 'several-courses';
      readonly courses: readonly Course[];
    }
  | { readonly kind: 'no-assignments'; readonly course: Course };

/** The notice for an address; null if its page can be shown, or may still load. */
export function noticeOf(route: Route, open: OpenCourse): Notice | null {
  if (route.page === 'not-found') return { kind: 'not-found' };
  if (route.page === 'sign-in') return { kind: 'sign-in' };
  switch (open.kind) {
    case 'loading':
      return null;
    case 'no-courses':
    case 'failed':
      return { kind: open.kind };
    case 'unknown-course':
    case 'several-courses':
      return { kind: open.kind, courses: open.courses };
    case 'ready':
      break;
  }
  const { course, assignments } = open;
  if (route.page === 'teach') return null;
  if (assignments.length === 0) return { kind: 'no-assignments', course };
  if (route.page !== 'assignment' || route.course !== course.slug) return null;
  if (assignments.some(({ slug }) => slug === route.assignment)) return null;
  return { kind: 'unknown-assignment', homeHref: coursePath(course.slug) };
}
