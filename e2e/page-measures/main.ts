/**
 * Prints the room for code, Tab stops, targets and scrolling that docs/page.md states, as a table with
 * a row for each size of the page.
 */
import { launchChromium } from '@touchstone/test-kit';
import { startTestAllInOne } from '../running-all-in-one.ts';
import { measureAt } from './measure-at.ts';
import { sizes } from './sizes.ts';

const [system, browser] = await Promise.all([
  startTestAllInOne({
    withLongCourse: false,
    withFilesCourse: false,
    withDatedCourse: false,
    withInvitedCourse: false,
  }),
  launchChromium({ scrollbars: true }),
]);
try {
  console.log('| size | lines × columns | with a result | Tab stops | targets < 44 px | stray |');
  console.log('| --- | --- | --- | --- | --- | --- |');
  for (const size of sizes) console.log(await measureAt(browser, system.url, size));
} finally {
  await browser.close();
  await system.close();
}
