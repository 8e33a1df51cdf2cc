/** A submission's time, to the second: students may hand in several times a minute. */
export function whenText(iso: string, now: Date): string {
  const at = new Date(iso);
  const today = at.toDateString() === now.toDateString();
  return new Intl.DateTimeFormat(undefined, {
    timeStyle: 'medium',
    ...(today ? {} : { dateStyle: 'medium' }),
  }).format(at);
}
