import type { TextStore } from '../../browser/text-store.ts';

/** The assignment of each course that was open last in this browser, by slugs. */
export interface LastVisited {
  read(course: string): string | null;
  note(course: string, assignment: string): void;
}

export function createLastVisited(store: TextStore): LastVisited {
  const key = (course: string) => `touchstone:last:${course}`;
  return {
    read: (course) => store.read(key(course)),
    note(course, assignment) {
      if (store.read(key(course)) !== assignment) store.write(key(course), assignment);
    },
  };
}
