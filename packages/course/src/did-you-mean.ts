import { closest, distance } from 'fastest-levenshtein';

/** `; did you mean "title"?` when a known name is near, else what the known names are. */
export function suggest(name: string, known: readonly string[]): string {
  if (known.length === 0) return '';
  const near = closest(name, known);
  if (distance(name, near) <= Math.max(2, Math.floor(name.length / 3))) {
    return `; did you mean "${near}"?`;
  }
  if (known.length > 12) return '';
  return `; known are ${known.map((other) => `"${other}"`).join(', ')}`;
}
