import { closest, distance } from 'fastest-levenshtein';

/** `; did you mean "title"?` if a known name is similar, otherwise nothing. */
export function suggestNear(name: string, known: readonly string[]): string {
  if (known.length === 0) return '';
  const near = closest(name, known);
  const isNear = distance(name, near) <= Math.max(2, Math.floor(name.length / 3));
  return isNear ? `; did you mean "${near}"?` : '';
}

/** `; did you mean "title"?` if a known name is similar, otherwise the list of known names. */
export function suggest(name: string, known: readonly string[]): string {
  const near = suggestNear(name, known);
  if (near !== '' || known.length === 0 || known.length > 12) return near;
  return `; known keys are ${known.map((other) => `"${other}"`).join(', ')}`;
}
