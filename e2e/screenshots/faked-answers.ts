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

const refuse = (route: Route, type: ProblemType, more: object = {}): Promise<void> =>
  route.fulfill({
    status: problems[type].status,
    headers: { 'content-type': 'application/problem+json', 'retry-after': '60' },
    body: JSON.stringify({ type: problemTypeUri(type), ...problems[type], ...more }),
  });

/** Submissions get `internal-error`. */
export async function failToGrade(page: Page): Promise<void> {
  await page.route('**/api/submissions', async (route) => {
    if (route.request().method() !== 'POST') return route.continue();
    const { assignmentId, code } = route.request().postDataJSON() as Submission;
    const at = new Date().toISOString();
    const submission: Submission = {
      ...{ id, assignmentId, code, status: 'graded', createdAt: at, gradedAt: at },
      reusedFrom: null,
      earlierTests: false,
      regradedAt: null,
      result: {
        ...{ verdict: 'internal-error', correct: false, points: 0, tests: [], output: '' },
        ...{ wallMs: 0, cpuMs: 0, peakMemoryBytes: 0 },
      },
    };
    return route.fulfill({ json: { submission } });
  });
}

/** The server refuses submissions for a minute. */
export async function fillQueue(page: Page): Promise<void> {
  await page.route('**/api/submissions', (route) =>
    route.request().method() === 'POST' ? refuse(route, 'queue-full') : route.continue(),
  );
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

/** The server has no course from the next load on. */
export async function unloadCourses(page: Page): Promise<void> {
  await page.route('**/api/courses', (route) => route.fulfill({ json: { courses: [] } }));
}
