/** Text that PostgreSQL and JSON can carry: NUL and halves of surrogate pairs are written out. */
export function storableText(text: string): string {
  return text
    .replaceAll('\0', '\\x00')
    .replace(/\p{Surrogate}/gu, (half) => `\\u${half.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** As much of the text's beginning as fits into so many UTF-8 bytes. */
export function clipBytes(text: string, maxBytes: number): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= maxBytes) return text;
  let end = maxBytes;
  // Not within a character: continuation bytes are 10xxxxxx.
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return bytes.toString('utf8', 0, end);
}
