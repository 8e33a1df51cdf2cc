import type { Member, Role } from '@touchstone/contracts';

/** From the fewest rights to the most. */
export const roles: readonly Role[] = ['student', 'assistant', 'teacher'];

export interface MemberFilter {
  readonly query: string;
  /** Null: all; empty: those without one. */
  readonly group: string | null;
  readonly role: Role | null;
}

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

/** Those who match all words of the query, in any order, and the rest of the filter. */
export function filterMembers(
  members: readonly Member[],
  { query, group, role }: MemberFilter,
): Member[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return members.filter((member) => {
    if (group !== null && (member.group ?? '') !== group) return false;
    if (role !== null && member.role !== role) return false;
    const text = [member.name, member.mail, member.group, member.studentNumber]
      .join('\n')
      .toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** The groups of the members, in order. */
export function groupsOf(members: readonly Member[]): string[] {
  const groups = new Set(members.flatMap(({ group }) => group ?? []));
  const { compare } = new Intl.Collator(undefined, { numeric: true });
  return [...groups].toSorted(compare);
}

/** What a member is called in lists and labels. */
export const shownName = (member: Pick<Member, 'name' | 'mail'>, unnamed: string): string =>
  member.name ?? member.mail ?? unnamed;
