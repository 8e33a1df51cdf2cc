import { launchChromium } from '@touchstone/test-kit';
import type { Browser } from 'playwright-core';

export interface Browsing {
  /** From the POST to the event `graded`, in ms, by fetch and EventSource of the page. */
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
