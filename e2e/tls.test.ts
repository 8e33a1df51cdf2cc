import { request } from 'node:https';
import { text } from 'node:stream/consumers';
import { expect, type BrowserContext } from '@playwright/test';
import { freePort, type RunningServer } from '@touchstone/servers';
import { chromiumLaunchOptions, temporaryFolder } from '@touchstone/test-kit';
import { pointsOf, readSolution, seeResult, solveTheFirstThree } from './journey.ts';
import { createWorkbench } from './page.ts';
import { test as stackTest } from './stack-test.ts';
import { startTlsProxy } from './tls-proxy.ts';

const host = 'courses.example.org';
const year = 365 * 24 * 60 * 60;

interface TlsFixtures {
  /** The address of the proxy in front of the stack. */
  readonly publicUrl: string;
  readonly tlsProxy: RunningServer;
}

const test = stackTest.extend<object, TlsFixtures>({
  publicUrl: [
    // The first parameter names other fixtures, of which this needs none.
    // eslint-disable-next-line no-empty-pattern
    async ({}, use) => use(`https://${host}:${await freePort()}`),
    { scope: 'worker' },
  ],
  tlsProxy: [
    async ({ publicUrl, stack }, use) => {
      const folder = await temporaryFolder();
      const proxy = await startTlsProxy({
        folder: folder.path,
        host,
        port: Number(new URL(publicUrl).port),
        stackPort: Number(new URL(stack.url).port),
      });
      await use(proxy);
      await proxy.stop();
      await folder.remove();
    },
    { scope: 'worker', auto: true },
  ],
});

test.use({
  ignoreHTTPSErrors: true,
  launchOptions: chromiumLaunchOptions({ ownHosts: [host] }),
});

const sessionCookies = async (context: BrowserContext) =>
  (await context.cookies()).filter(({ name }) => name.includes('touchstone'));

/** Without the browser, which can't send another Host. */
const ask = (
  url: string,
  headers: Record<string, string>,
): Promise<{ status: number; body: string }> =>
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

test('takes a student from the first page to three solved assignments, by TLS on its own host name', async ({
  context,
  page,
  publicUrl,
}) => {
  await solveTheFirstThree(page);
  expect(new URL(page.url()).origin).toBe(publicUrl);
  expect(await page.evaluate('window.crossOriginIsolated')).toBe(true);

  const [cookie, ...others] = await sessionCookies(context);
  expect(others).toEqual([]);
  expect(cookie).toMatchObject({
    name: expect.stringMatching(/^__Host-touchstone-[0-9a-f]{12}$/),
    ...{ domain: host, path: '/', secure: true, httpOnly: true, sameSite: 'Lax' },
  });
  expect(cookie?.expires).toBeGreaterThan(Date.now() / 1000 + year);
});

test('replaces the cookie of an older version, and keeps the account', async ({
  context,
  page,
  publicUrl,
}) => {
  const workbench = createWorkbench(page);
  await page.goto('/');
  await workbench.write(await readSolution('hello'));
  await workbench.handIn();
  await seeResult(page, 'Solved');
  await expect.poll(() => pointsOf(page)).toBe(100);
  const [own] = await sessionCookies(context);
  if (!own) throw new Error('no cookie');

  await page.goto('about:blank');
  await context.clearCookies();
  const old = { name: 'touchstone_session', value: own.value, url: publicUrl, httpOnly: true };
  await context.addCookies([{ ...old, sameSite: 'Lax' }]);
  await page.goto('/');
  await expect.poll(() => pointsOf(page)).toBe(100);
  await expect
    .poll(() => sessionCookies(context))
    .toMatchObject([{ name: own.name, value: own.value }]);
  await page.reload();
  await expect.poll(() => pointsOf(page)).toBe(100);
});

test('answers 421 to another host, and to its own without the port', async ({ publicUrl }) => {
  const { host: ownHost, port } = new URL(publicUrl);
  expect((await ask(publicUrl, { host: ownHost })).status).toBe(200);
  for (const other of ['evil.example', host, `evil.example:${port}`]) {
    const { status, body } = await ask(publicUrl, { host: other });
    expect(status).toBe(421);
    expect(JSON.parse(body)).toMatchObject({ type: '/problems/unknown-host' });
  }
});
