import { closest, distance } from 'fastest-levenshtein';

/** `; did you mean "title"?` when a known name is near, else nothing. */
export function suggestNear(name: string, known: readonly string[]): string {
  if (known.length === 0) return '';
  const near = closest(name, known);
  const isNear = distance(name, near) <= Math.max(2, Math.floor(name.length / 3));
  return isNear ? `; did you mean "${near}"?` : '';
}

/** `; did you mean "title"?` when a known name is near, else what the known names are. */
export function suggest(name: string, known: readonly string[]): string {
  const near = suggestNear(name, known);
  if (near !== '' || known.length === 0 || known.length > 12) return near;
  return `; known are ${known.map((other) => `"${other}"`).join(', ')}`;
}
