import type { BrowserContext, Page } from '@playwright/test';

const toldKey = 'told';

/** Records on the pages of a context, opened later, what screen readers read out, in order. */
export const recordTold = (context: BrowserContext) => context.addInitScript(record);

function record(): void {
  const told: string[] = [];
  Object.assign(window, { told });
  const last = new Map<Element, string>();
  const live = '[role=status], [role=alert], [aria-live=polite], [aria-live=assertive]';
  const look = () => {
    for (const region of document.querySelectorAll(live)) {
      const copy = region.cloneNode(true) as Element;
      for (const hidden of copy.querySelectorAll('[aria-hidden=true]')) hidden.remove();
      const text = copy.textContent.replace(/\s+/g, ' ').trim();
      if (text === (last.get(region) ?? '')) continue;
      last.set(region, text);
      if (text !== '') told.push(text);
    }
  };
  new MutationObserver(look).observe(document, {
    ...{ subtree: true, childList: true, characterData: true },
  });
}

/** All that was read out so far. */
export const toldBy = (page: Page) =>
  page.evaluate((key) => (window as unknown as Record<string, string[]>)[key] ?? [], toldKey);
