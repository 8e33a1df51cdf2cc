import { launchChromium } from '@touchstone/test-kit';
import type { Browser } from 'playwright-core';

interface Told {
  readonly id: string;
  readonly status: string;
}

export interface Browsing {
  /**
   * From the POST to the news that it is graded, in ms, by fetch and EventSource of the page: on the
   * user's event stream, which is open all the time, or the submission's own, as the page takes it.
   */
  handIn(assignmentId: string, code: string): Promise<number>;
  close(): Promise<void>;
}

/** The page as a student has it open in Chromium; its user is a new one. */
export async function browse(url: string): Promise<Browsing> {
  const browser = await launchChromium();
  try {
    return await openPage(browser, url);
  } catch (error) {
    await browser.close();
    throw error;
  }
}

async function openPage(browser: Browser, url: string): Promise<Browsing> {
  const page = await browser.newPage();
  // The page makes the user's session, and listens only once it has one.
  const listening = page.waitForResponse((response) => response.url().includes('/api/me/events'));
  await Promise.all([page.goto(url), listening]);
  const mine = await page.evaluateHandle(() => new EventSource('/api/me/events'));
  return {
    handIn: (assignmentId, code) =>
      page.evaluate(
        async ({ mine, ...program }) => {
          const began = performance.now();
          const answer = await fetch('/api/submissions', {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify(program),
          });
          const { submission } = (await answer.json()) as { submission: Told };
          const events = new EventSource(`/api/submissions/${submission.id}/events`);
          const listening = new AbortController();
          const { signal } = listening;
          await new Promise<void>((resolve, reject) => {
            mine.addEventListener(
              'submission',
              ({ data }: MessageEvent<string>) => {
                const { id, status } = (JSON.parse(data) as { submission: Told }).submission;
                if (id === submission.id && status === 'graded') resolve();
              },
              { signal },
            );
            events.addEventListener('graded', () => resolve(), { signal });
            events.onerror = () => reject(new Error('The event stream broke.'));
          });
          const wallMs = performance.now() - began;
          listening.abort();
          events.close();
          return wallMs;
        },
        { assignmentId, code, mine },
      ),
    close: () => browser.close(),
  };
}
