import type { Named, NewExtension } from '@touchstone/contracts';
import { classMessages } from '../../../class-messages.ts';

export type Whom = NewExtension['for'];

/** For whom something is, and how that is called in sentences. */
export interface ChosenWhom {
  readonly for: Whom;
  readonly text: string;
}

/** What a member is called where one is chosen: told apart by the address or the ID. */
export function labelOf(uuid: string, { name, mail, studentNumber }: Named): string {
  const other = mail ?? studentNumber ?? uuid;
  return name === null ? other : `${name} (${other})`;
}

/** In sentences; a member who is null is not in the course. */
export const memberText = (uuid: string, member: Named | null): string =>
  member === null ? classMessages.unnamed(uuid.slice(-6)) : labelOf(uuid, member);

export function whomText(whom: Whom, student: Named | null): string {
  const text = classMessages.whom;
  if ('all' in whom) return text.ofAll;
  return 'group' in whom ? text.ofGroup(whom.group) : memberText(whom.user, student);
}
