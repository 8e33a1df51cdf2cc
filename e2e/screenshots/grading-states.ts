import type { Page } from '@playwright/test';
import { createStudent } from '@touchstone/test-kit';
import { createWorkbench } from '../page.ts';
import { holdVerdict, refuseSubmissions } from './faked-answers.ts';
import { hello, type State } from './reach.ts';

/** Never the same program, whose result would be there at once. */
const slow = (): string => `import time\n\ntime.sleep(6)  # ${Math.random()}\n`;

/** All graders are busy, and two programs wait. */
async function occupyGraders(page: Page): Promise<void> {
  const { origin } = new URL(page.url());
  for (let student = 0; student < 4; student++) {
    await (await createStudent(origin)).handIn('hello', slow());
  }
}

async function handInSlow(page: Page): Promise<void> {
  const workbench = createWorkbench(page);
  await workbench.write(slow());
  await workbench.handIn();
}

const refused = (name: string, problem: Parameters<typeof refuseSubmissions>[1]): State => ({
  name,
  path: hello,
  async reach(page) {
    await refuseSubmissions(page, problem);
    await handInSlow(page);
    await page.getByText('will be handed in automatically').first().waitFor();
  },
});

const dated = (name: string, slug: string, text: string): State => ({
  name,
  path: `/courses/dated-course/${slug}`,
  async reach(page) {
    await page.getByText(text).filter({ visible: true }).first().waitFor();
  },
});

/** What a student may see between handing in and the result. */
export const gradingStates: readonly State[] = [
  {
    name: 'grading',
    path: hello,
    isBrief: true,
    async reach(page) {
      await handInSlow(page);
      await page.getByText('Grading…').first().waitFor();
    },
  },
  {
    name: 'grading-elsewhere',
    path: hello,
    isBrief: true,
    async reach(page) {
      await handInSlow(page);
      await page.getByText('Grading…').first().waitFor();
      await createWorkbench(page).openList();
      await page.getByRole('link', { name: 'Describe some numbers' }).click();
      await page.getByRole('banner').getByText('Hello is being graded').waitFor();
    },
  },
  {
    name: 'queued',
    path: hello,
    isBrief: true,
    async reach(page) {
      await occupyGraders(page);
      await handInSlow(page);
      await page.getByText('ahead of you').first().waitFor();
    },
  },
  refused('queue-full', 'queue-full'),
  refused('rate-limited', 'rate-limited'),
  refused('disk-full', 'storage-full'),
  {
    name: 'held',
    path: hello,
    async reach(page) {
      await holdVerdict(page);
      await handInSlow(page);
      await page.getByText('The verdict comes when').waitFor();
    },
  },
  {
    name: 'offline-hand-in',
    path: '/courses/dated-course/soon-due',
    async reach(page) {
      await createWorkbench(page).write('def hello():\n    return "Hello"\n');
      await page.context().setOffline(true);
      await page.getByText('You are offline').first().waitFor();
      await createWorkbench(page).handIn();
      await page.getByText('It counts when it reaches the server').waitFor();
    },
  },
  {
    name: 'in-time',
    path: '/courses/dated-course/soon-due',
    isBrief: true,
    async reach(page) {
      await handInSlow(page);
      await page.getByText('of those that wait, the newest is graded').waitFor();
    },
  },
  dated('due', 'due-later', 'Each day late costs'),
  dated('late', 'late-now', 'Handing in now costs'),
  dated('closed', 'over', 'Closed on'),
];
