import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer } from 'vite';
import { expect, onTestFinished, test, vi } from 'vitest';

/** Starts a development server in front of an API that answers with the requested path. */
async function startDevServer(): Promise<string> {
  const api = createHttpServer((request, response) => response.end(`API: ${request.url ?? ''}`));
  api.listen(0, '127.0.0.1');
  await once(api, 'listening');
  onTestFinished(() => void api.close());
  const { port } = api.address() as AddressInfo;
  vi.stubEnv('TOUCHSTONE_API_URL', `http://127.0.0.1:${port}`);
  onTestFinished(() => void vi.unstubAllEnvs());

  const configFile = new URL('../vite.config.ts', import.meta.url).pathname;
  const vite = await createServer({ configFile, logLevel: 'silent', server: { port: 0 } });
  onTestFinished(() => vite.close());
  await vite.listen();
  return vite.resolvedUrls?.local[0] ?? '';
}

test('the development server passes on what the page requests from the server', async () => {
  const url = await startDevServer();
  const read = async (path: string): Promise<string> =>
    (await fetch(new URL(path, url), { headers: { accept: 'text/html' } })).text();
  expect(await read('/api/courses')).toBe('API: /api/courses');
  expect(await read('/grader-api/health')).toBe('API: /grader-api/health');
  expect(await read('/courses/first-steps')).toContain('<title>Touchstone</title>');
});
