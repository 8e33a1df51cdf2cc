import { workbenchMessages } from '../../workbench-messages.ts';

const day = { weekday: 'short', day: 'numeric', month: 'short' } as const;
const time = { hour: '2-digit', minute: '2-digit' } as const;

/**
 * A moment by the clock of this machine's time zone, and by that of `timeZone` where it shows something else;
 * `brief` says then only whose time it is. The year is named when it is not that of `nowMs`.
 */
export function momentText(
  iso: string,
  timeZone: string,
  { nowMs, brief }: { nowMs: number; brief: boolean },
): string {
  const at = new Date(iso);
  const years = at.getFullYear() === new Date(nowMs).getFullYear() ? {} : { year: 'numeric' };
  const write = (options: Intl.DateTimeFormatOptions, zone?: string): string =>
    new Intl.DateTimeFormat(undefined, { ...options, timeZone: zone }).format(at);
  const whole = { ...day, ...(years as Intl.DateTimeFormatOptions), ...time };
  const own = write(whole);
  if (own === write(whole, timeZone)) return own;
  if (brief) return workbenchMessages.dates.ownTime(own);
  const sameDay = write(day) === write(day, timeZone);
  return workbenchMessages.dates.zones(
    own,
    write(sameDay ? time : whole, timeZone),
    timeZone.slice(timeZone.lastIndexOf('/') + 1).replaceAll('_', ' '),
  );
}
