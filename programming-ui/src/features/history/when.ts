/** When something was handed in, to the second: tries come in quick succession. */
export function whenText(iso: string, now: Date): string {
  const at = new Date(iso);
  const today = at.toDateString() === now.toDateString();
  return new Intl.DateTimeFormat(undefined, {
    timeStyle: 'medium',
    ...(today ? {} : { dateStyle: 'medium' }),
  }).format(at);
}
