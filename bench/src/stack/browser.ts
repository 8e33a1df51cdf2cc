import { addressOf } from '@touchstone/contracts';
import { launchChromium } from '@touchstone/test-kit';
import type { Browser } from 'playwright-core';

const userEvents = addressOf('GET /api/me/events');

/** What an event says of a submission. */
interface Received {
  readonly id: string;
  readonly status: string;
}

export interface Browsing {
  /**
   * Time from the POST to the event that it is graded, in ms, with the page's fetch and EventSource.
   * As in the page, the event may come from the user's stream, which is always open, or from the
   * submission's.
   */
  handIn(assignmentId: string, code: string): Promise<number>;
  close(): Promise<void>;
}

/** Opens the page in Chromium, as a new user. */
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
  // The page creates a session, and opens its event stream only then.
  const listening = page.waitForResponse((response) => response.url().includes(userEvents));
  await Promise.all([page.goto(url), listening]);
  const mine = await page.evaluateHandle((path) => new EventSource(path), userEvents);
  return {
    handIn: (assignmentId, code) =>
      page.evaluate(
        async ({ mine, submissions, eventsOfId, ...program }) => {
          const began = performance.now();
          const answer = await fetch(submissions, {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify(program),
          });
          const { submission } = (await answer.json()) as { submission: Received };
          const events = new EventSource(eventsOfId.replace('ID', submission.id));
          const listening = new AbortController();
          const { signal } = listening;
          await new Promise<void>((resolve, reject) => {
            mine.addEventListener(
              'submission',
              ({ data }: MessageEvent<string>) => {
                const { id, status } = (JSON.parse(data) as { submission: Received }).submission;
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
        {
          assignmentId,
          code,
          mine,
          submissions: addressOf('POST /api/submissions'),
          eventsOfId: addressOf('GET /api/submissions/:id/events', { id: 'ID' }),
        },
      ),
    close: () => browser.close(),
  };
}
