import { expect, it } from 'vitest';
import { download, type DownloadProgress } from './download.ts';

function createCache(): { cache: Cache; kept: Map<string, ArrayBuffer> } {
  const kept = new Map<string, ArrayBuffer>();
  const cache = {
    match: (url: string) => {
      const content = kept.get(url);
      return Promise.resolve(content && new Response(content));
    },
    put: async (url: string, response: Response) => {
      kept.set(url, await response.arrayBuffer());
    },
  };
  return { cache: cache as unknown as Cache, kept };
}

const text = (buffer: ArrayBuffer | undefined) => new TextDecoder().decode(buffer);
const items = [
  { url: '/a', sizeBytes: 4 },
  { url: '/b', sizeBytes: 6 },
];

it('counts compressed bytes', async () => {
  const progress: DownloadProgress[] = [];
  const [a, b] = await download({
    items,
    cache: null,
    onProgress: (one) => progress.push(one),
    fetch: (url) => {
      const headers = { 'content-length': url === '/a' ? '2' : '3' };
      return Promise.resolve(new Response(url === '/a' ? 'aaaa' : 'bbbbbb', { headers }));
    },
  });
  expect([text(a), text(b)]).toEqual(['aaaa', 'bbbbbb']);
  expect(progress.at(-1)).toEqual({ receivedBytes: 5, totalBytes: 5 });
});

it('fetches nothing that is cached', async () => {
  const { cache, kept } = createCache();
  let fetched = 0;
  const options = {
    items,
    cache,
    onProgress: () => undefined,
    fetch: (url: Parameters<typeof fetch>[0]) => {
      fetched += 1;
      return Promise.resolve(new Response(`content of ${url as string}`));
    },
  };
  await download(options);
  expect([...kept.keys()].sort()).toEqual(['/a', '/b']);
  const [a] = await download(options);
  expect([text(a), fetched]).toEqual(['content of /a', 2]);
});

it('fails when a file cannot be fetched', async () => {
  const fetch = () => Promise.resolve(new Response('no', { status: 503 }));
  await expect(
    download({ items, cache: null, onProgress: () => undefined, fetch }),
  ).rejects.toThrow('/a: 503');
});
