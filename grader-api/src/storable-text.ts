/**
 * Text that PostgreSQL's text and jsonb can store: they refuse NUL and half of a surrogate pair. Both are
 * replaced by their Python escapes, so that the student sees what was there.
 */
export function makeStorable(text: string): string {
  const withoutNul = text.replaceAll('\0', '\\x00');
  if (withoutNul.isWellFormed()) return withoutNul;
  return withoutNul.replace(
    /\p{Surrogate}/gu,
    (half) => `\\u${half.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

const cutMark = '\n… (cut)';
const cutMarkBytes = Buffer.byteLength(cutMark);

/** The text, or its beginning and a mark that it was cut, in at most `maxBytes` of UTF-8. */
export function cutUtf8(text: string, maxBytes: number): string {
  if (Buffer.byteLength(text) <= maxBytes) return text;
  if (maxBytes < cutMarkBytes) return '';
  // A code unit takes at least a byte, so maxBytes of them are enough.
  const bytes = Buffer.from(text.slice(0, maxBytes));
  let end = maxBytes - cutMarkBytes;
  while (end > 0 && isContinuation(bytes[end])) end -= 1;
  return bytes.toString('utf8', 0, end) + cutMark;
}

const isContinuation = (byte: number | undefined): boolean =>
  byte !== undefined && (byte & 0b1100_0000) === 0b1000_0000;
