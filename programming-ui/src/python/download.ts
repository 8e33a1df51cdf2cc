/** Bytes on their way, as they cross the network. */
export interface Progress {
  readonly receivedBytes: number;
  readonly totalBytes: number;
}

interface DownloadItem {
  readonly url: string;
  /** Before compression. */
  readonly sizeBytes: number;
}

export interface DownloadOptions {
  readonly items: readonly DownloadItem[];
  readonly fetch: typeof fetch;
  /** Keeps what has come for later visits; null where the browser keeps nothing. */
  readonly cache: Cache | null;
  readonly onProgress: (progress: Progress) => void;
}

/** Fetches all at once, or takes them from the cache. Rejects when one does not come whole. */
export async function download(options: DownloadOptions): Promise<ArrayBuffer[]> {
  const progress = options.items.map(({ sizeBytes }) => ({
    sizeBytes,
    gotBytes: 0,
    sentBytes: sizeBytes,
  }));
  const tell = () => {
    const shares = progress.map(
      ({ sizeBytes, gotBytes, sentBytes }) => (gotBytes / sizeBytes) * sentBytes,
    );
    options.onProgress({
      receivedBytes: Math.round(shares.reduce((sum, bytes) => sum + bytes, 0)),
      totalBytes: progress.reduce((sum, { sentBytes }) => sum + sentBytes, 0),
    });
  };
  return Promise.all(
    options.items.map(async ({ url }, index) => {
      const kept = await options.cache?.match(url);
      if (kept !== undefined) {
        progress[index] = { sizeBytes: 1, gotBytes: 0, sentBytes: 0 };
        return kept.arrayBuffer();
      }
      const response = await options.fetch(url);
      if (!response.ok || response.body === null) throw new Error(`${url}: ${response.status}`);
      const one = progress[index];
      const length = Number(response.headers.get('content-length') ?? 0);
      // What the network carries is compressed, and so is this length.
      if (one !== undefined && length > 0) one.sentBytes = length;
      const content = await readAll(response.body, (bytes) => {
        if (one !== undefined) one.gotBytes = Math.min(bytes, one.sizeBytes);
        tell();
      });
      await keep(options.cache, url, content, response.headers.get('content-type'));
      return content;
    }),
  );
}

async function readAll(
  body: ReadableStream<Uint8Array>,
  onBytes: (bytes: number) => void,
): Promise<ArrayBuffer> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  const reader = body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return new Blob(chunks).arrayBuffer();
    chunks.push(new Uint8Array(value));
    bytes += value.byteLength;
    onBytes(bytes);
  }
}

/** A browser without room keeps nothing, and fetches it again next time. */
async function keep(
  cache: Cache | null,
  url: string,
  content: ArrayBuffer,
  type: string | null,
): Promise<void> {
  const headers = { 'content-type': type ?? 'application/octet-stream' };
  await cache?.put(url, new Response(content, { headers })).catch(() => undefined);
}
