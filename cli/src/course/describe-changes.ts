import type { CourseChanges } from '../control/protocol.ts';

/** What a course load did, for reading: one line for each kind of change. */
export function describeChanges(slug: string, changes: CourseChanges): string[] {
  const lines = (['added', 'changed', 'retired'] as const).flatMap((kind) =>
    changes[kind].length === 0
      ? []
      : [`  ${kind}: ${changes[kind].length} (${changes[kind].join(', ')})`],
  );
  return lines.length === 0
    ? [`Course ${slug} is loaded; nothing changed.`]
    : [`Course ${slug} is loaded:`, ...lines];
}
