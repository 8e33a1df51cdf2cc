import { writeLocal } from '@touchstone/contracts/dates';

/** `2026-12-01 18:00 Europe/Helsinki`, and by the clock of this machine where that differs. */
export function writeMoment(moment: Date, timeZone: string): string {
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const [there, local] = [timeZone, here].map((zone) => writeLocal(moment.getTime(), zone));
  const inCourse = `${there ?? ''} ${timeZone}`;
  return there === local ? inCourse : `${inCourse} (${local ?? ''} ${here})`;
}
