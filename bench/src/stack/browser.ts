import { chromium } from 'playwright-core';

const executablePath = '/usr/bin/chromium';
const flags = ['--no-sandbox', '--disable-gpu', '--disable-background-networking'];

export interface Browsing {
  /** From the POST to the event `graded`, in ms, by fetch and EventSource of the page. */
  handIn(assignmentId: string, code: string): Promise<number>;
  close(): Promise<void>;
}

/** A page of the stack in Chromium, whose user is a new one. */
export async function browse(url: string): Promise<Browsing> {
  const browser = await chromium.launch({ executablePath, args: flags });
  const page = await browser.newPage();
  await page.goto(`${url}/api/courses`);
  await page.evaluate(() =>
    fetch('/api/users', { method: 'POST', headers: { 'content-type': 'application/json' } }),
  );
  return {
    handIn: (assignmentId, code) =>
      page.evaluate(
        async (program) => {
          const began = performance.now();
          const answer = await fetch('/api/submissions', {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify(program),
          });
          const { submission } = (await answer.json()) as { submission: { id: string } };
          return new Promise<number>((resolve, reject) => {
            const events = new EventSource(`/api/submissions/${submission.id}/events`);
            events.addEventListener('graded', () => {
              events.close();
              resolve(performance.now() - began);
            });
            events.onerror = () => reject(new Error('The event stream broke.'));
          });
        },
        { assignmentId, code },
      ),
    close: () => browser.close(),
  };
}
