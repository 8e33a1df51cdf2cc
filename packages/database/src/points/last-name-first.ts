const collator = new Intl.Collator('en', { numeric: true });

/**
 * A name as it is sorted: `Lovelace, Ada` for `Ada Lovelace`. The last word counts as the last name, with
 * the words in lower case before it: `van Rossum, Guido`. A name with a comma stays as it is.
 */
export function lastNameFirst(name: string): string {
  const words = name.trim().split(/\s+/u);
  if (name.includes(',') || words.length < 2) return words.join(' ');
  let start = words.length - 1;
  while (start > 1 && isParticle(words[start - 1] ?? '')) start--;
  return `${words.slice(start).join(' ')}, ${words.slice(0, start).join(' ')}`;
}

const isParticle = (word: string): boolean => /^\p{Ll}/u.test(word);

/** By name, those without one last, by uuid. */
export function compareStudents(
  one: { name: string | null; uuid: string },
  other: { name: string | null; uuid: string },
): number {
  if ((one.name === null) !== (other.name === null)) return one.name === null ? 1 : -1;
  const byName = collator.compare(one.name ?? '', other.name ?? '');
  return byName === 0 ? (one.uuid < other.uuid ? -1 : 1) : byName;
}
