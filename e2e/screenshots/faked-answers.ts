/*
 * Fakes answers that are hard to get from a real server; the page can't tell the difference.
 */
import {
  problems,
  problemTypeUri,
  type Draft,
  type ProblemType,
  type Submission,
} from '@touchstone/contracts';
import type { Page, Route } from '@playwright/test';

const id = '0190a5c2-7b1c-7000-8000-000000000000';
const now = (): string => new Date().toISOString();

const refuse = (route: Route, type: ProblemType, more: object = {}): Promise<void> =>
  route.fulfill({
    status: problems[type].status,
    headers: { 'content-type': 'application/problem+json', 'retry-after': '60' },
    body: JSON.stringify({ type: problemTypeUri(type), ...problems[type], ...more }),
  });

/** Answers what is handed in with this submission. */
async function answerSubmissions(page: Page, answer: Partial<Submission>): Promise<void> {
  await page.route('**/api/submissions', async (route) => {
    if (route.request().method() !== 'POST') return route.continue();
    const { assignmentId, code } = route.request().postDataJSON() as Submission;
    const submission: Submission = {
      ...{ id, assignmentId, code, status: 'graded', createdAt: now(), gradedAt: now() },
      ...{ reusedFrom: null, earlierTests: false, regradedAt: null, result: null },
      ...answer,
    };
    return route.fulfill({ json: { submission } });
  });
}

/** Submissions get `internal-error`. */
export const failToGrade = (page: Page): Promise<void> =>
  answerSubmissions(page, {
    result: {
      ...{ verdict: 'internal-error', correct: false, points: 0, tests: [], output: '' },
      ...{ wallMs: 0, cpuMs: 0, peakMemoryBytes: 0 },
    },
  });

/** A teacher releases the verdicts of submissions later. */
export const holdVerdict = (page: Page): Promise<void> =>
  answerSubmissions(page, { status: 'held' });

/** The server refuses submissions for a minute. */
export async function refuseSubmissions(page: Page, type: ProblemType): Promise<void> {
  await page.route('**/api/submissions', (route) =>
    route.request().method() === 'POST' ? refuse(route, type) : route.continue(),
  );
}

/** The server is not available. */
export async function refuseAll(page: Page, pattern: string): Promise<void> {
  await page.route(pattern, (route) => route.fulfill({ status: 503 }));
}

/** The server does not answer these requests. */
export async function hold(page: Page, pattern: string): Promise<void> {
  await page.route(pattern, () => undefined);
}

/** Another device has saved another draft. */
export async function writeElsewhere(page: Page, code: string): Promise<void> {
  await page.route('**/api/drafts/*', (route) => {
    if (route.request().method() !== 'PUT') return route.continue();
    const assignmentId = route.request().url().replace(/^.*\//, '');
    const draft: Draft = { assignmentId, code, revision: 7, changedAt: new Date().toISOString() };
    return refuse(route, 'draft-conflict', { draft });
  });
}

/** All courses are archived. */
export async function archiveCourses(page: Page): Promise<void> {
  await page.route('**/api/courses', async (route) => {
    const response = await route.fetch();
    const { courses } = (await response.json()) as { courses: object[] };
    await route.fulfill({ json: { courses: courses.map((one) => ({ ...one, archived: true })) } });
  });
}

/** The server has no course. */
export async function unloadCourses(page: Page): Promise<void> {
  await page.route('**/api/courses', (route) => route.fulfill({ json: { courses: [] } }));
}
