import { waitFor } from '@touchstone/test-kit';
import type { Browser, BrowserContext, CDPSession } from '@playwright/test';

/** A phone's network and a slow machine. */
const slow = { bitsPerSecond: 1_600_000, roundTripMs: 150, cpuSlowdown: 4 } as const;

/** What one visit took; milliseconds from the start of the navigation. */
export interface Visit {
  /** The handout's text is painted. */
  readonly readMs: number;
  /** An editor shows the code and accepts keys: a plain one, until CodeMirror replaces it. */
  readonly typeMs: number;
  readonly codeMirrorMs: number;
  readonly layoutShift: number;
  readonly responses: readonly Response[];
}

interface Response {
  readonly path: string;
  readonly type: string;
  readonly status: number;
  /** As sent over the network, with the headers; 0 from the browser's own cache. */
  readonly bytes: number;
  /** When it had arrived, from the start of the navigation. */
  readonly endMs: number;
}

/**
 * Runs in the page before its own scripts. The browser reports the paint of text that was marked
 * before; each frame checks which editors exist.
 */
const watchPage = `
  window.seen = { readMs: null, typeMs: null, codeMirrorMs: null, layoutShift: 0 };
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) seen.layoutShift += entry.hadRecentInput ? 0 : entry.value;
  }).observe({ type: 'layout-shift', buffered: true });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) seen.readMs ??= entry.renderTime;
  }).observe({ type: 'element', buffered: true });
  new MutationObserver(() => {
    for (const node of document.querySelectorAll('.prose p')) node.setAttribute('elementtiming', 'handout');
  }).observe(document, { childList: true, subtree: true });
  const look = () => {
    const editors = [...document.querySelectorAll('.editor')];
    const codeMirror = editors.some((node) => node.shadowRoot?.querySelector('.cm-content'));
    const plain = editors.some((node) => node.value && !node.disabled && !node.readOnly);
    if (plain || codeMirror) seen.typeMs ??= performance.now();
    if (codeMirror) seen.codeMirrorMs ??= performance.now();
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
`;

export async function newVisitor(browser: Browser): Promise<BrowserContext> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  await context.addInitScript(watchPage);
  return context;
}

/** One visit on a slow network and machine, until the page is idle. */
export async function visit(context: BrowserContext, url: string): Promise<Visit> {
  const page = await context.newPage();
  // The browser creates a new window first.
  await page.evaluate('new Promise((resolve) => requestIdleCallback(resolve))');
  const debuggerOf = await context.newCDPSession(page);
  const responses = await slowDown(debuggerOf);
  await page.goto(url, { waitUntil: 'networkidle' });
  const isThere = () => page.evaluate<boolean>('!Object.values(seen).includes(null)');
  await waitFor(isThere, { what: 'handout and editor', timeoutMs: 20_000 });
  const seen = await page.evaluate<Omit<Visit, 'responses'>>('seen');
  await page.close();
  return { ...seen, responses: responses() };
}

async function slowDown(session: CDPSession): Promise<() => Response[]> {
  const sizes = new Map<string, number>();
  const begun = new Map<string, Omit<Response, 'bytes' | 'endMs'>>();
  const statuses = new Map<string, number>();
  const ends = new Map<string, number>();
  let startS: number | null = null;
  session.on('Network.requestWillBeSent', ({ timestamp }) => (startS ??= timestamp));
  session.on('Network.responseReceived', ({ requestId, response, type }) => {
    const { pathname } = new URL(response.url);
    begun.set(requestId, { path: pathname, type, status: response.status });
    // From the browser's cache: nothing was sent.
    if (response.fromDiskCache === true) sizes.set(requestId, 0);
  });
  /** For an unchanged file the browser reports its full size; this is what was really sent. */
  session.on('Network.responseReceivedExtraInfo', ({ requestId, statusCode }) => {
    statuses.set(requestId, statusCode);
  });
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength, timestamp }) => {
    if (!sizes.has(requestId)) sizes.set(requestId, encodedDataLength);
    ends.set(requestId, timestamp);
  });
  await session.send('Network.enable');
  const throughput = slow.bitsPerSecond / 8;
  await session.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: slow.roundTripMs,
    downloadThroughput: throughput,
    uploadThroughput: throughput,
  });
  await session.send('Emulation.setCPUThrottlingRate', { rate: slow.cpuSlowdown });
  return () =>
    [...begun].map(([id, response]) => ({
      ...response,
      status: statuses.get(id) ?? response.status,
      bytes: sizes.get(id) ?? 0,
      endMs: Math.round(((ends.get(id) ?? 0) - (startS ?? 0)) * 1000),
    }));
}
