import type { Page } from '@playwright/test';
import { waitFor, type ApiClient } from '@touchstone/test-kit';

/** A student without a page. */
export async function signInByLink(anybody: ApiClient, link: string): Promise<ApiClient> {
  const token = new URL(link).hash.slice(1);
  const session = await anybody.call('POST /api/sign-in', { body: { token } });
  return anybody.as(session.token);
}

/** The session of a page, for what its user does without it. */
export async function clientOf(page: Page, anybody: ApiClient): Promise<ApiClient> {
  const cookies = await page.context().cookies();
  const session = cookies.find(
    ({ name }) => name.startsWith('touchstone-') && !name.endsWith('-member'),
  );
  return anybody.as(session?.value ?? '');
}

/** An assignment, by slugs. */
interface Address {
  readonly course: string;
  readonly assignment: string;
}

/** Hands a program in and waits for what its student gets to see; false: the assignment is closed. */
export async function handIn(student: ApiClient, address: Address, code: string): Promise<boolean> {
  const { id } = await student.call('GET /api/courses/:course/assignments/:assignment', address);
  const answer = await student.try('POST /api/submissions', { body: { assignmentId: id, code } });
  if (answer.status === 403) return false;
  if (answer.status > 202) throw new Error(`${address.assignment}: ${JSON.stringify(answer)}`);
  await waitFor(
    async () => {
      const { submissions } = await student.call('GET /api/submissions', { assignmentId: id });
      return ['graded', 'held'].includes(submissions[0]?.status ?? '');
    },
    { what: `the verdict of ${address.assignment}` },
  );
  return true;
}
