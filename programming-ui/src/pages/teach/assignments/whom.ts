import type { Member, NewExtension } from '@touchstone/contracts';
import { classMessages } from '../../../class-messages.ts';

export type Whom = NewExtension['for'];

/** What a student is called where one is chosen: told apart by the address or the ID. */
export const labelOf = ({ uuid, name, mail, studentNumber }: Member): string => {
  const other = mail ?? studentNumber ?? uuid;
  return name === null ? other : `${name} (${other})`;
};

/** In sentences. */
export function whomText(whom: Whom, members: readonly Member[]): string {
  const text = classMessages.whom;
  if ('all' in whom) return text.ofAll;
  if ('group' in whom) return text.ofGroup(whom.group);
  const member = members.find(({ uuid }) => uuid === whom.user);
  return member === undefined ? classMessages.unnamed(whom.user.slice(-6)) : labelOf(member);
}
