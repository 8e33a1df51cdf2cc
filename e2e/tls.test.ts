import { request } from 'node:https';
import { text } from 'node:stream/consumers';
import { freePort, type RunningServer } from '@touchstone/servers';
import { launchChromium, temporaryFolder, type TemporaryFolder } from '@touchstone/test-kit';
import type { Browser, BrowserContext } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { pointsOf, readSolution, seeResult, solveTheFirstThree } from './journey.ts';
import { createWorkbench } from './page.ts';
import { startTestStack, type RunningStack } from './running-stack.ts';
import { startTlsProxy } from './tls-proxy.ts';

const host = 'courses.example.org';
const year = 365 * 24 * 60 * 60;

let folder: TemporaryFolder;
let stack: RunningStack;
let proxy: RunningServer;
let browser: Browser;
let context: BrowserContext;
let url: string;

beforeAll(async () => {
  folder = await temporaryFolder();
  const port = await freePort();
  url = `https://${host}:${port}`;
  [stack, browser] = await Promise.all([
    startTestStack({ publicUrl: url }),
    launchChromium({ ownHosts: [host] }),
  ]);
  const stackPort = Number(new URL(stack.url).port);
  proxy = await startTlsProxy({ folder: folder.path, host, port, stackPort });
});
afterAll(async () => {
  await browser.close();
  await proxy.stop();
  await stack.close();
  await folder.remove();
});

beforeEach(async () => {
  context = await browser.newContext({ ignoreHTTPSErrors: true });
});
afterEach(() => context.close());

const sessionCookies = async () =>
  (await context.cookies()).filter(({ name }) => name.includes('touchstone'));

/** Past the browser, which would send no other Host. */
const ask = (headers: Record<string, string>): Promise<{ status: number; body: string }> =>
  new Promise((resolve, reject) => {
    const { port } = new URL(url);
    const options = { host: '127.0.0.1', port, rejectUnauthorized: false, servername: host };
    request({ ...options, path: '/api/courses', headers }, (answer) => {
      const status = answer.statusCode ?? 0;
      text(answer).then((body) => resolve({ status, body }), reject);
    })
      .on('error', reject)
      .end();
  });

it('takes a student from the first page to three solved assignments, by TLS under its own name', async () => {
  const page = await context.newPage();
  await solveTheFirstThree(page, url);
  expect(new URL(page.url()).origin).toBe(url);
  expect(await page.evaluate('window.crossOriginIsolated')).toBe(true);

  const [cookie, ...others] = await sessionCookies();
  expect(others).toEqual([]);
  expect(cookie).toMatchObject({
    name: expect.stringMatching(/^__Host-touchstone-[0-9a-f]{12}$/) as string,
    ...{ domain: host, path: '/', secure: true, httpOnly: true, sameSite: 'Lax' },
  });
  expect(cookie?.expires).toBeGreaterThan(Date.now() / 1000 + year);
});

it('exchanges the cookie of an older version, and the account stays', async () => {
  const page = await context.newPage();
  const workbench = createWorkbench(page);
  await page.goto(url);
  await workbench.write(await readSolution('hello'));
  await workbench.handIn();
  await seeResult(page, 'Solved');
  await expect.poll(() => pointsOf(page)).toBe(100);
  const [own] = await sessionCookies();
  if (!own) throw new Error('no cookie');

  await page.goto('about:blank');
  await context.clearCookies();
  const old = { name: 'touchstone_session', value: own.value, url, httpOnly: true };
  await context.addCookies([{ ...old, sameSite: 'Lax' }]);
  await page.goto(url);
  await expect.poll(() => pointsOf(page)).toBe(100);
  await expect.poll(sessionCookies).toMatchObject([{ name: own.name, value: own.value }]);
  await page.reload();
  await expect.poll(() => pointsOf(page)).toBe(100);
});

it('answers 421 to another host, and to its own without the port', async () => {
  expect((await ask({ host: new URL(url).host })).status).toBe(200);
  for (const other of ['evil.example', host, `evil.example:${new URL(url).port}`]) {
    const { status, body } = await ask({ host: other });
    expect(status).toBe(421);
    expect(JSON.parse(body)).toMatchObject({ type: '/problems/unknown-host' });
  }
});
