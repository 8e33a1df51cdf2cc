import type { Course } from '@touchstone/contracts';

/** The one thing that a notice page says. */
export type Notice =
  | { readonly kind: 'not-found' | 'no-courses' | 'failed' }
  | { readonly kind: 'unknown-assignment'; readonly homeHref: string }
  | { readonly kind: 'unknown-course'; readonly courses: readonly Course[] }
  | { readonly kind: 'no-assignments'; readonly course: Course };
