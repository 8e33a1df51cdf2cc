/** Shows a bench's progress on the last line of a terminal; prints nothing elsewhere. */
export function showProgress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
}

export function clearProgress(): void {
  showProgress('');
}
