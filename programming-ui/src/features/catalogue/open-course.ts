import type { AssignmentSummary, Course, Me } from '@touchstone/contracts';
import { writable, type Readable } from 'svelte/store';
import type { Client } from '../../api/client.ts';
import { persist, type Wait } from '../../api/persist.ts';
import type { Connectivity } from '../../browser/connectivity.ts';

interface ReadyCourse {
  readonly kind: 'ready';
  readonly courses: readonly Course[];
  readonly course: Course;
  readonly assignments: readonly AssignmentSummary[];
}

/**
 *   loading --> ready | no-courses | unknown-course | failed
 *
 * `loading` with a wait: the server does not answer, and is asked again by itself. `before` was
 * open until then.
 */
type OpenCourse =
  | { readonly kind: 'loading'; readonly wait: Wait | null; readonly before: ReadyCourse | null }
  | ReadyCourse
  | { readonly kind: 'no-courses' }
  | { readonly kind: 'unknown-course'; readonly courses: readonly Course[] }
  | { readonly kind: 'failed'; readonly error: unknown };

export interface CourseOpener {
  readonly state: Readable<OpenCourse>;
  /** Null opens the first course. Opening the one that is open does nothing. */
  open(slug: string | null): void;
}

export interface CourseOpenerOptions {
  readonly client: Pick<Client, 'courses' | 'assignments'>;
  readonly progress: { open(course: string | null): Promise<Me> };
  readonly connectivity: Connectivity;
}

export function createCourseOpener(options: CourseOpenerOptions): CourseOpener {
  const nothingYet: OpenCourse = { kind: 'loading', wait: null, before: null };
  let current: OpenCourse = nothingYet;
  const state = writable<OpenCourse>(nothingYet);
  let opening: AbortController | null = null;
  const show = (next: OpenCourse) => {
    current = next;
    state.set(next);
  };

  function isOpen(slug: string | null): boolean {
    if (current.kind !== 'ready') return false;
    return current.course.slug === (slug ?? current.courses[0]?.slug);
  }

  async function load(slug: string | null, signal: AbortSignal): Promise<void> {
    const before = readyBefore(current);
    show({ kind: 'loading', wait: null, before });
    try {
      const loaded = await persist(() => read(options, slug), {
        connectivity: options.connectivity,
        signal,
        onWait: (wait) => {
          show({ kind: 'loading', wait, before });
        },
      });
      if (!signal.aborted) show(loaded);
    } catch (error) {
      if (!signal.aborted) show({ kind: 'failed', error });
    }
  }

  return {
    state,
    open(slug) {
      if (isOpen(slug)) return;
      opening?.abort();
      opening = new AbortController();
      void load(slug, opening.signal);
    },
  };
}

function readyBefore(state: OpenCourse): ReadyCourse | null {
  if (state.kind === 'ready') return state;
  return state.kind === 'loading' ? state.before : null;
}

/** All at once, since none needs another's answer; a course that is not there fails but one of them. */
async function read(
  { client, progress }: CourseOpenerOptions,
  slug: string | null,
): Promise<OpenCourse> {
  const reading = Promise.all([client.assignments(slug ?? undefined), progress.open(slug)]);
  const settled = reading.catch((error: unknown) => ({ error }));
  const courses = await client.courses();
  const course = courses.find((one) => slug === null || one.slug === slug);
  if (courses.length === 0) return { kind: 'no-courses' };
  if (course === undefined) return { kind: 'unknown-course', courses };
  const answer = await settled;
  if ('error' in answer) throw answer.error;
  return { kind: 'ready', courses, course, assignments: answer[0] };
}
