import type { Member, Role } from '@touchstone/contracts';

/** From the fewest rights to the most. */
export const roles: readonly Role[] = ['student', 'assistant', 'teacher'];

/** By last name, then by the whole name; those without a name last, by mail. */
export function sortByLastName<Named extends Pick<Member, 'name' | 'mail'>>(
  members: readonly Named[],
): Named[] {
  const { compare } = new Intl.Collator(undefined, { sensitivity: 'base', numeric: true });
  return members.toSorted(
    (one, other) =>
      Number(one.name === null) - Number(other.name === null) ||
      compare(lastName(one.name ?? ''), lastName(other.name ?? '')) ||
      compare(one.name ?? '', other.name ?? '') ||
      compare(one.mail ?? '', other.mail ?? ''),
  );
}

/** `Lovelace` of both `Ada Lovelace` and `Lovelace, Ada`. */
function lastName(name: string): string {
  const [before = '', ...after] = name.split(',');
  return (after.length > 0 ? before : (name.trim().split(/\s+/).at(-1) ?? '')).trim();
}

/** Groups as people sort them: `A 9` comes before `A 10`. */
export const groupsInOrder = (groups: readonly string[]): string[] =>
  groups.toSorted(new Intl.Collator(undefined, { numeric: true }).compare);

/** What a member is called in lists and labels. */
export const shownName = (member: Pick<Member, 'name' | 'mail'>, unnamed: string): string =>
  member.name ?? member.mail ?? unnamed;
