import type { TextStore } from '../../browser/text-store.ts';

/** The assignment that was last open in this browser, for each course. Both are slugs. */
export function createLastVisited(store: TextStore) {
  const key = (course: string) => `touchstone:last:${course}`;
  return {
    read: (course: string) => store.read(key(course)),
    note(course: string, assignment: string) {
      if (store.read(key(course)) !== assignment) store.write(key(course), assignment);
    },
  };
}
