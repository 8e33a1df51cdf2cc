import { library, lockFile, runtimeUrl, sources, wasm } from 'virtual:python-assets';
import { download, type Progress } from './download.ts';
import type { Materials } from './protocol.ts';

const cachePrefix = 'touchstone-python';
/** No address of the server's: what this browser has made itself. */
const snapshotName = '/touchstone-python-snapshot';

/** Fetches Python, or takes it from what this browser has kept. Rejects when it does not come. */
export async function loadMaterials(onProgress: (progress: Progress) => void): Promise<Materials> {
  const cache = await openCache();
  const [[program, libraryBytes, sourcesBytes], snapshot] = await Promise.all([
    download({
      items: [wasm, library, sources],
      fetch: (url, init) => fetch(url, init),
      cache,
      onProgress,
    }),
    cache?.match(snapshotName),
    // Workers fetch it by its name, which the browser's own cache then knows.
    fetch(runtimeUrl),
  ]);
  if (program === undefined || libraryBytes === undefined || sourcesBytes === undefined)
    throw new Error('Python came in parts');
  return {
    runtimeUrl,
    wasm: await WebAssembly.compile(program),
    library: libraryBytes,
    lockFile,
    sources: JSON.parse(new TextDecoder().decode(sourcesBytes)) as Record<string, string>,
    snapshot: (await snapshot?.arrayBuffer()) ?? null,
  };
}

/** Keeps the memory of a Python for later visits, where there is room. */
export async function keepSnapshot(snapshot: ArrayBuffer): Promise<void> {
  const cache = await openCache();
  await cache?.put(snapshotName, new Response(snapshot)).catch(() => undefined);
}

/** Named after what it holds: those of earlier versions go. Null on pages without encryption. */
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
