/** The progress of a download, in compressed bytes. */
export interface DownloadProgress {
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
  /** Stores files for later visits; null if the browser has no cache. */
  readonly cache: Cache | null;
  readonly onProgress: (progress: DownloadProgress) => void;
}

/** Fetches all files in parallel, or takes them from the cache. Rejects if one is not complete. */
export async function download(options: DownloadOptions): Promise<ArrayBuffer[]> {
  const files = options.items.map((item) => ({ ...item, gotShare: 0, sentBytes: item.sizeBytes }));
  const reportProgress = () => {
    const received = files.reduce((sum, { gotShare, sentBytes }) => sum + gotShare * sentBytes, 0);
    options.onProgress({
      receivedBytes: Math.round(received),
      totalBytes: files.reduce((sum, { sentBytes }) => sum + sentBytes, 0),
    });
  };
  return Promise.all(
    files.map(async (file) => {
      const { url, sizeBytes } = file;
      const cached = await options.cache?.match(url);
      if (cached !== undefined) {
        file.sentBytes = 0;
        return cached.arrayBuffer();
      }
      const response = await options.fetch(url);
      if (!response.ok || response.body === null) throw new Error(`${url}: ${response.status}`);
      // The length of the compressed file.
      const length = Number(response.headers.get('content-length') ?? 0);
      if (length > 0) file.sentBytes = length;
      const content = await readAll(response.body, (bytes) => {
        file.gotShare = Math.min(bytes / sizeBytes, 1);
        reportProgress();
      });
      await store(options.cache, url, content, response.headers.get('content-type'));
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

/** If the browser has no space, the file is fetched again next time. */
async function store(
  cache: Cache | null,
  url: string,
  content: ArrayBuffer,
  type: string | null,
): Promise<void> {
  const headers = { 'content-type': type ?? 'application/octet-stream' };
  await cache?.put(url, new Response(content, { headers })).catch(() => undefined);
}
