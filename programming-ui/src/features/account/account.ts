import type { Account, Role } from '@touchstone/contracts';
import type { App } from '../../app.ts';
import { accountKey } from './account-key.ts';

/** Reads who the user of this browser is on this server. */
export async function readAccount({ client, session, store, account }: App): Promise<Account> {
  const answer = await session.run(() => client.call('GET /api/me/account'));
  if (answer.mail === null) store.remove(accountKey);
  else store.write(accountKey, 'yes');
  account.set(answer);
  return answer;
}

/** The role in a course, by its slug; administrators have a teacher's rights in each. */
export function roleIn(account: Account | null, course: string): Role | null {
  if (account?.isAdministrator === true) return 'teacher';
  return account?.courses.find(({ slug }) => slug === course)?.role ?? null;
}

/** Whether the course's page for teachers is open to the account. */
export function mayTeach(account: Account | null, course: string): boolean {
  const role = roleIn(account, course);
  return role === 'assistant' || role === 'teacher';
}
