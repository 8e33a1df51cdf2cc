/** The text as a quoted YAML scalar, with the kind of quotes that needs fewer escapes. */
export function quoted(text: string): string {
  const isPlain = !/["\\\p{Cc}]/u.test(text);
  if (isPlain || text.includes('\n')) return JSON.stringify(text);
  return text.includes("'") && !text.includes('"') && !text.includes('\\')
    ? JSON.stringify(text)
    : `'${text.replaceAll("'", "''")}'`;
}
