import { expect, type Page } from '@playwright/test';
import type { InvitationList, SubmissionAnswer } from '@touchstone/contracts';
import { signIn } from './teacher.ts';

export const course = 'autumn-class';

/** Makes a call as the user of the page. */
async function call<Answer>(
  page: Page,
  method: 'GET' | 'POST',
  path: string,
  body?: object,
): Promise<Answer> {
  const { status, text } = await page.evaluate(
    async (request) => {
      const response = await fetch(request.path, {
        method: request.method,
        ...(request.body !== undefined && {
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(request.body),
        }),
      });
      return { status: response.status, text: await response.text() };
    },
    { method, path, body },
  );
  if (status >= 400) throw new Error(`${method} ${path}: ${status} ${text}`);
  return (text === '' ? undefined : JSON.parse(text)) as Answer;
}

/** Adds students, whose invitation links it returns by mail address. */
export async function addStudents(teacher: Page, csv: string): Promise<Map<string, string>> {
  await call(teacher, 'POST', `/api/teach/${course}/roster`, { csv });
  const path = `/api/teach/${course}/invitations`;
  const { invitations } = await call<InvitationList>(teacher, 'POST', path, {});
  return new Map(invitations.map(({ mail, link }) => [mail ?? '', link]));
}

/** Signs a student in by the link, who then hands in these programs one by one. */
export async function handInAll(
  student: Page,
  link: string,
  assignment: string,
  programs: readonly string[],
): Promise<void> {
  await signIn(student, link);
  const path = `/api/courses/${course}/assignments/${assignment}`;
  const { id } = await call<{ id: string }>(student, 'GET', path);
  for (const code of programs) {
    const body = { assignmentId: id, code };
    const { submission } = await call<SubmissionAnswer>(student, 'POST', '/api/submissions', body);
    const one = `/api/submissions/${submission.id}`;
    const read = async () => (await call<SubmissionAnswer>(student, 'GET', one)).submission.status;
    await expect.poll(read).toBe('graded');
  }
}
