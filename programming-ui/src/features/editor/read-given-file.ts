/** What the page shows of a given file that is text. */
export interface GivenText {
  readonly text: string;
  /** It is only the first part of the file. */
  readonly cut: boolean;
}

/** More than that would make the page slow. */
export const maxShownBytes = 128 * 1024;

/** No answer within this time is a failure. */
const answerTimeoutMs = 15_000;

/** Where the bytes of a given file are; a slash in its name is a part of the name. */
export const givenFileAddress = (assignmentId: string, name: string): string =>
  `/api/assignments/${encodeURIComponent(assignmentId)}/files/${encodeURIComponent(name)}`;

/** Reads the first part of a given file; null if it is not text. Rejects if the server does not send it. */
export async function readGivenFile(
  address: string,
  fetch: typeof globalThis.fetch,
): Promise<GivenText | null> {
  const response = await fetch(address, { signal: AbortSignal.timeout(answerTimeoutMs) });
  if (!response.ok) throw new Error(`${address} was answered with ${response.status}`);
  if (response.body === null) return { text: '', cut: false };
  const reader = response.body.getReader();
  if (response.headers.get('content-type')?.startsWith('text/plain') !== true) {
    await reader.cancel();
    return null;
  }
  const decoder = new TextDecoder();
  let text = '';
  let left = maxShownBytes;
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return { text: text + decoder.decode(), cut: false };
    // A character that is cut in half is left out.
    text += decoder.decode(value.subarray(0, left), { stream: true });
    left -= value.byteLength;
    if (left < 0) {
      await reader.cancel();
      return { text, cut: true };
    }
  }
}
