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
  /** Who the user is and has solved in this course is known; `wait`: that takes long. */
  readonly told: boolean;
  readonly wait: Wait | null;
}

/**
 *   loading --> ready --> ready and told | failed
 *   loading --> no-courses | unknown-course | failed
 *
 * What is the same for everyone can be read before the user is known. `loading` with a wait: the
 * server does not answer, and is asked again by itself. `before` was open until then.
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
  const { client, progress, connectivity } = options;
  const nothingYet: OpenCourse = { kind: 'loading', wait: null, before: null };
  let current: OpenCourse = nothingYet;
  const state = writable<OpenCourse>(nothingYet);
  let opening: AbortController | null = null;

  function isOpen(slug: string | null): boolean {
    if (current.kind !== 'ready') return false;
    return current.course.slug === (slug ?? current.courses[0]?.slug);
  }

  async function load(slug: string | null, signal: AbortSignal): Promise<void> {
    const show = (next: OpenCourse) => {
      if (signal.aborted) return;
      current = next;
      state.set(next);
    };
    const before = readyBefore(current);
    const persistence = {
      connectivity,
      signal,
      onWait(wait: Wait) {
        if (current.kind === 'ready') show({ ...current, wait });
        if (current.kind === 'loading') show({ kind: 'loading', wait, before });
      },
    };
    let tellingWait: Wait | null = null;
    const toldPersistence = {
      ...persistence,
      onWait(wait: Wait) {
        tellingWait = wait;
        persistence.onWait(wait);
      },
    };
    show({ kind: 'loading', wait: null, before });
    try {
      // Of a course that is not there, only the lists say so.
      const telling = persist(() => progress.open(slug), toldPersistence).then(
        () => ({ failed: false }) as const,
        (error: unknown) => ({ failed: true, error }) as const,
      );
      const lists = await persist(() => readLists(client, slug), persistence);
      show(lists.kind === 'ready' ? { ...lists, wait: tellingWait } : lists);
      if (lists.kind !== 'ready') return;
      const answer = await telling;
      show(answer.failed ? { kind: 'failed', error: answer.error } : { ...lists, told: true });
    } catch (error) {
      show({ kind: 'failed', error });
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

/** Both at once, since neither needs the other's answer; a course that is not there fails but one. */
async function readLists(
  client: Pick<Client, 'courses' | 'assignments'>,
  slug: string | null,
): Promise<OpenCourse> {
  const reading = client.assignments(slug ?? undefined);
  const settled = reading.catch((error: unknown) => ({ error }));
  const courses = await client.courses();
  const course = courses.find((one) => slug === null || one.slug === slug);
  if (courses.length === 0) return { kind: 'no-courses' };
  if (course === undefined) return { kind: 'unknown-course', courses };
  const assignments = await settled;
  if ('error' in assignments) throw assignments.error;
  return { kind: 'ready', courses, course, assignments, told: false, wait: null };
}
