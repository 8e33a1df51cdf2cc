import type { AssignmentSummary, Course, Me } from '@touchstone/contracts';
import type { Readable } from 'svelte/store';
import type { Client } from '../../api/client.ts';
import { persist, type RetryNotice } from '../../api/persist.ts';
import type { Connectivity } from '../../browser/connectivity.ts';
import { createStateStore } from '../../stores/state-store.ts';

interface ReadyCourse {
  readonly kind: 'ready';
  readonly courses: readonly Course[];
  readonly course: Course;
  readonly assignments: readonly AssignmentSummary[];
  /** The user's progress in this course is known. */
  readonly userKnown: boolean;
  /** Reading that progress is being retried. */
  readonly retry: RetryNotice | null;
}

/**
 *   loading --> ready --> ready and userKnown | failed
 *   loading --> no-courses | several-courses | unknown-course | failed
 *
 * What is the same for everyone is read before the user is known. `loading` with `retry`: the server
 * is not available, and the page retries. `before` is the course that was open until then.
 * `several-courses`: none was named, so the student chooses one.
 */
export type OpenCourse =
  | {
      readonly kind: 'loading';
      readonly retry: RetryNotice | null;
      readonly before: ReadyCourse | null;
    }
  | ReadyCourse
  | { readonly kind: 'no-courses' }
  | { readonly kind: 'several-courses'; readonly courses: readonly Course[] }
  | { readonly kind: 'unknown-course'; readonly courses: readonly Course[] }
  | { readonly kind: 'failed'; readonly error: unknown };

export interface CourseOpener {
  readonly state: Readable<OpenCourse>;
  /**
   * Null opens the course that was last open in this browser, or the only one there is. Opening the
   * one that is open does nothing.
   */
  open(slug: string | null, last?: string | null): void;
}

export interface CourseOpenerOptions {
  readonly client: Pick<Client, 'courses' | 'assignments'>;
  readonly progress: { open(course: string | null): Promise<Me> };
  readonly connectivity: Connectivity;
}

export function createCourseOpener(options: CourseOpenerOptions): CourseOpener {
  const { client, progress, connectivity } = options;
  const state = createStateStore<OpenCourse>({ kind: 'loading', retry: null, before: null });
  let opening: AbortController | null = null;

  function isOpen(slug: string | null): boolean {
    const { current } = state;
    if (current.kind !== 'ready') return false;
    if (slug === null) return current.courses.length === 1;
    return current.course.slug === slug;
  }

  /** `optional`: if there is no such course, it is as if none was named. */
  async function load(
    slug: string | null,
    signal: AbortSignal,
    { optional }: { optional: boolean },
  ): Promise<void> {
    const show = (next: OpenCourse) => {
      if (!signal.aborted) state.set(next);
    };
    const before = readyBefore(state.current);
    const persistence = {
      connectivity,
      signal,
      onWait(retry: RetryNotice) {
        const { current } = state;
        if (current.kind === 'ready') show({ ...current, retry });
        if (current.kind === 'loading') show({ kind: 'loading', retry, before });
      },
    };
    let userRetry: RetryNotice | null = null;
    const userPersistence = {
      ...persistence,
      onWait(retry: RetryNotice) {
        userRetry = retry;
        persistence.onWait(retry);
      },
    };
    show({ kind: 'loading', retry: null, before });
    try {
      // Whether there is such a course is decided by the lists alone.
      const openingProgress = persist(() => progress.open(slug), userPersistence).then(
        () => ({ failed: false }) as const,
        (error: unknown) => ({ failed: true, error }) as const,
      );
      const lists = await persist(() => readLists(client, slug), persistence);
      if (optional && lists.kind === 'unknown-course') {
        await load(null, signal, { optional: false });
        return;
      }
      show(lists.kind === 'ready' ? { ...lists, retry: userRetry } : lists);
      if (lists.kind !== 'ready') return;
      const answer = await openingProgress;
      show(answer.failed ? { kind: 'failed', error: answer.error } : { ...lists, userKnown: true });
    } catch (error) {
      show({ kind: 'failed', error });
    }
  }

  return {
    state,
    open(slug, last = null) {
      const wanted = slug ?? last;
      if (isOpen(wanted)) return;
      opening?.abort();
      opening = new AbortController();
      void load(wanted, opening.signal, { optional: slug === null && last !== null });
    },
  };
}

function readyBefore(state: OpenCourse): ReadyCourse | null {
  if (state.kind === 'ready') return state;
  return state.kind === 'loading' ? state.before : null;
}

/** Reads both lists at once. For an unknown course only the assignments fail. */
async function readLists(
  client: Pick<Client, 'courses' | 'assignments'>,
  slug: string | null,
): Promise<OpenCourse> {
  const reading = client.assignments(slug ?? undefined);
  const assignmentsOrError = reading.catch((error: unknown) => ({ error }));
  const courses = await client.courses();
  const course = courses.find((one) => slug === null || one.slug === slug);
  if (courses.length === 0) return { kind: 'no-courses' };
  if (slug === null && courses.length > 1) return { kind: 'several-courses', courses };
  if (course === undefined) return { kind: 'unknown-course', courses };
  const assignments = await assignmentsOrError;
  if ('error' in assignments) throw assignments.error;
  return { kind: 'ready', courses, course, assignments, userKnown: false, retry: null };
}
