import type { Submission } from '@touchstone/contracts';
import type { Page } from 'playwright-core';

const id = '0190a5c2-7b1c-7000-8000-000000000000';

/** Puts an answer in the place of the server's: what is handed in ends as our fault. */
export async function failToGrade(page: Page): Promise<void> {
  await page.route('**/api/submissions', async (route) => {
    if (route.request().method() !== 'POST') return route.continue();
    const { assignmentId, code } = route.request().postDataJSON() as Submission;
    const at = new Date().toISOString();
    const submission: Submission = {
      ...{ id, assignmentId, code, status: 'graded', createdAt: at, gradedAt: at },
      reusedFrom: null,
      result: {
        ...{ verdict: 'internal-error', correct: false, points: 0, tests: [], output: '' },
        ...{ wallMs: 0, cpuMs: 0, peakMemoryBytes: 0 },
      },
    };
    return route.fulfill({ json: { submission } });
  });
}
