import { waitFor } from '@touchstone/test-kit';
import type { Browser, BrowserContext, Page } from '@playwright/test';
import { createWorkbench } from '../page.ts';
import { goToEnd } from './editor-text.ts';

const path = '/courses/first-steps/hello';

/** One user with two devices, who looks at one of them. */
export interface Student {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Opens the page again on the same device, after closing the earlier one. */
  reopen(): Promise<void>;
  /** Switches to the other device; the page on this one stays open. */
  switchDevice(): Promise<void>;
  /** The draft on the server; the empty text if there is none. */
  serverDraft(): Promise<string>;
  /** Replaces the editor's text, and waits until the server has it. */
  startOver(text: string): Promise<void>;
  close(): Promise<void>;
}

interface Device {
  readonly context: BrowserContext;
  page: Page | null;
}

export async function createStudent(browser: Browser, url: string): Promise<Student> {
  const newDevice = async (): Promise<Device> => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 1500 } });
    return { context, page: null };
  };
  const devices = { here: await newDevice(), there: await newDevice() };

  async function reopen(): Promise<void> {
    const { here } = devices;
    await here.page?.close();
    here.page = await here.context.newPage();
    await here.page.goto(url + path);
    await createWorkbench(here.page).editor.waitFor();
  }
  const page = (): Page => {
    if (devices.here.page === null) throw new Error('no page is open');
    return devices.here.page;
  };

  await reopen();
  await devices.there.context.addCookies(await devices.here.context.cookies());
  const list = await devices.here.context.request.get(`${url}/api/assignments?course=first-steps`);
  const { assignments } = (await list.json()) as { assignments: { id: string; slug: string }[] };
  const id = assignments.find(({ slug }) => slug === 'hello')?.id ?? '';

  const serverDraft = async (): Promise<string> => {
    const answer = await devices.here.context.request.get(`${url}/api/drafts/${id}`);
    return ((await answer.json()) as { draft: { code: string } | null }).draft?.code ?? '';
  };
  return {
    get page() {
      return page();
    },
    get context() {
      return devices.here.context;
    },
    reopen,
    serverDraft,
    async switchDevice() {
      [devices.here, devices.there] = [devices.there, devices.here];
      await reopen();
    },
    async startOver(text) {
      await goToEnd(page());
      await page().keyboard.press('ControlOrMeta+A');
      await page().keyboard.insertText(text);
      const isThere = async () => ((await serverDraft()) === text ? true : null);
      await waitFor(isThere, { what: 'the draft on the server', timeoutMs: 60_000 });
    },
    async close() {
      await Promise.all([devices.here.context.close(), devices.there.context.close()]);
    },
  };
}
