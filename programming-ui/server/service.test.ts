import Fastify from 'fastify';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createUiPlugin } from './service.ts';

let distFolder = '';
const app = Fastify();
const html = { accept: 'text/html,*/*;q=0.8' };

beforeAll(async () => {
  distFolder = await mkdtemp(join(tmpdir(), 'touchstone-ui-'));
  await mkdir(join(distFolder, 'assets'));
  await writeFile(join(distFolder, 'index.html'), '<title>Touchstone</title>');
  await writeFile(join(distFolder, 'favicon.svg'), '<svg/>');
  await writeFile(join(distFolder, 'assets', 'index-abc.js'), 'plain');
  await writeFile(join(distFolder, 'assets', 'index-abc.js.br'), 'brotli');
  await writeFile(join(distFolder, 'assets', 'index-abc.js.gz'), 'gzip');
  app.register(createUiPlugin({ distFolder }));
  app.setNotFoundHandler((_request, reply) =>
    reply.code(404).send({ type: '/problems/not-found' }),
  );
});

afterAll(async () => {
  await app.close();
  await rm(distFolder, { recursive: true });
});

it.each(['/', '/courses/first-steps', '/courses/first-steps/hello', '/nowhere', '/apiary'])(
  'answers %s with the page, to be revalidated',
  async (url) => {
    const answer = await app.inject({ url, headers: html });
    expect(answer.statusCode).toBe(200);
    expect(answer.body).toContain('<title>Touchstone');
    expect(answer.headers).toMatchObject({
      'cache-control': 'no-cache',
      'content-type': expect.stringContaining('text/html') as string,
      etag: expect.any(String) as string,
    });
  },
);

it('answers 304 when the page has not changed', async () => {
  const { headers } = await app.inject({ url: '/', headers: html });
  const again = await app.inject({ url: '/', headers: { ...html, 'if-none-match': headers.etag } });
  expect(again.statusCode).toBe(304);
});

it.each(['/api/nothing', '/health/live', '/metrics', '/internal/results', '/assets/old.js'])(
  'leaves %s to others',
  async (url) => {
    const answer = await app.inject({ url, headers: html });
    expect(answer.statusCode).toBe(404);
    expect(answer.json()).toEqual({ type: '/problems/not-found' });
  },
);

it('sends the page only to clients that accept HTML', async () => {
  const answer = await app.inject({ url: '/courses/a', headers: { accept: 'application/json' } });
  expect(answer.statusCode).toBe(404);
});

it.each([
  ['br', 'brotli'],
  ['gzip', 'gzip'],
  ['identity', 'plain'],
])('lets hashed files be cached for ever, compressed as %s', async (encoding, body) => {
  const url = '/assets/index-abc.js';
  const answer = await app.inject({ url, headers: { 'accept-encoding': encoding } });
  expect(answer.body).toBe(body);
  expect(answer.headers['cache-control']).toBe('public, max-age=31536000, immutable');
  expect(answer.headers['content-encoding']).toBe(encoding === 'identity' ? undefined : encoding);
  expect(answer.headers['content-type']).toContain('javascript');
  expect(answer.headers['vary']).toBe('accept-encoding');
});

it('revalidates files without a hash', async () => {
  const answer = await app.inject('/favicon.svg');
  expect(answer.headers['cache-control']).toBe('no-cache');
});

it.each(['/assets/..%2f..%2fpackage.json', '/.env', '/assets/'])(
  'gives nothing for %s',
  async (url) => {
    const answer = await app.inject({ url, headers: { accept: 'application/json' } });
    expect(answer.statusCode).toBe(404);
  },
);

it('allows nothing inline and nothing from other origins', async () => {
  const { headers } = await app.inject({ url: '/', headers: html });
  const policy = headers['content-security-policy'];
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).toContain("worker-src 'self'");
  // Except WebAssembly, which Python in the browser needs.
  expect(policy?.toString().replace("'wasm-unsafe-eval'", '')).not.toContain('unsafe');
  expect(headers['x-content-type-options']).toBe('nosniff');
});

it('explains how to build the page when it is not built', () => {
  expect(() => createUiPlugin({ distFolder: join(distFolder, 'none') })).toThrow('npm run build');
});
