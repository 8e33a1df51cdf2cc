import { library, lockFile, runtimeUrl, sources, wasm } from 'virtual:python-assets';
import { download, type DownloadProgress } from './download.ts';
import type { Materials } from './protocol.ts';

const cachePrefix = 'touchstone-python';
/** Not an address on the server: the snapshot was made in this browser. */
const snapshotName = '/touchstone-python-snapshot';

/** Fetches Python, or takes it from this browser's cache. Rejects if that fails. */
export async function loadMaterials(
  onProgress: (progress: DownloadProgress) => void,
): Promise<Materials> {
  const cache = await openCache();
  const [[program, libraryBytes, sourcesBytes], snapshot] = await Promise.all([
    download({
      items: [wasm, library, sources],
      fetch: (url, init) => fetch(url, init),
      cache,
      onProgress,
    }),
    cache?.match(snapshotName),
    // Workers import it by its address, which is then in the browser's HTTP cache.
    fetch(runtimeUrl),
  ]);
  if (program === undefined || libraryBytes === undefined || sourcesBytes === undefined)
    throw new Error('A file of Python is missing');
  return {
    runtimeUrl,
    wasm: await WebAssembly.compile(program),
    library: libraryBytes,
    lockFile,
    sources: JSON.parse(new TextDecoder().decode(sourcesBytes)) as Record<string, string>,
    snapshot: (await snapshot?.arrayBuffer()) ?? null,
  };
}

/** Stores an interpreter's memory for later visits, if there is space. */
export async function keepSnapshot(snapshot: ArrayBuffer): Promise<void> {
  const cache = await openCache();
  await cache?.put(snapshotName, new Response(snapshot)).catch(() => undefined);
}

/** The cache is named after its files; those of earlier versions are deleted. Null without HTTPS. */
async function openCache(): Promise<Cache | null> {
  const name = `${cachePrefix} ${[wasm, library, sources].map(({ url }) => url).join(' ')}`;
  try {
    for (const other of await caches.keys())
      if (other.startsWith(cachePrefix) && other !== name) await caches.delete(other);
    return await caches.open(name);
  } catch {
    return null;
  }
}
