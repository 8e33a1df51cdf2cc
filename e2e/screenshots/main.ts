/**
 * Every page and state at four widths in both themes, as `screenshots/STATE-WIDTH-THEME.png` in the
 * checkout, with what axe-core finds on each; exit status 1 when it finds something, or a state is not
 * reached. Arguments: parts of the file names that you want (default: all), or `readme` for the two
 * pictures in docs/.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { startAllInOne } from '@touchstone/cli/all-in-one';
import { freePort } from '@touchstone/servers';
import { launchChromium, temporaryFolder } from '@touchstone/test-kit';
import type { Browser } from '@playwright/test';
import { accessibilityFaults } from '../axe.ts';
import { writeLongCourse } from '../long-course.ts';
import type { State } from './reach.ts';
import { states } from './states.ts';

const sizes = [
  { width: 360, height: 740 },
  { width: 768, height: 1024 },
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
] as const;
const themes = ['light', 'dark'] as const;

const checkout = join(import.meta.dirname, '..', '..');

interface Shot {
  /** The path of the file in the checkout. */
  readonly path: string;
  readonly state: State;
  readonly size: { readonly width: number; readonly height: number };
  readonly theme: (typeof themes)[number];
}

function readmeShots(): Shot[] {
  const state = states.find(({ name }) => name === 'failed');
  if (state === undefined) throw new Error('There is no state "failed" any more');
  return [
    { path: 'docs/workbench.jpg', state, size: { width: 1120, height: 700 }, theme: 'light' },
    { path: 'docs/phone.jpg', state, size: sizes[0], theme: 'dark' },
  ];
}

function wantedShots(parts: readonly string[]): Shot[] {
  return states
    .flatMap((state) =>
      sizes.flatMap((size) =>
        themes.map((theme) => ({
          path: `screenshots/${state.name}-${size.width}-${theme}.png`,
          state,
          size,
          theme,
        })),
      ),
    )
    .filter(({ path }) => parts.length === 0 || parts.some((part) => path.includes(part)));
}

/** A picture may be taken before the latest colours are painted. */
const painted = `document.fonts.ready.then(
  () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
)`;

/** What axe-core finds on the pictured page, or why there is no picture. */
async function take(browser: Browser, url: string, shot: Shot): Promise<string[]> {
  const context = await browser.newContext({
    viewport: shot.size,
    colorScheme: shot.theme,
    // Pictures without motion.
    reducedMotion: 'reduce',
    hasTouch: shot.size.width < 1000,
    isMobile: shot.size.width < 500,
  });
  try {
    const page = await context.newPage();
    await page.goto(url + shot.state.path);
    await page.getByRole('heading', { level: 1 }).waitFor({ state: 'attached' });
    await shot.state.reach?.(page);
    await page.evaluate(painted);
    const path = join(checkout, shot.path);
    await page.screenshot(path.endsWith('.jpg') ? { path, quality: 65 } : { path });
    return await accessibilityFaults(page);
  } catch (error) {
    return [`not reached: ${String(error)}`];
  } finally {
    await context.close();
  }
}

const folder = await temporaryFolder();
const longCourse = await writeLongCourse(join(folder.path, 'long-course'));
const [system, browser] = await Promise.all([
  startAllInOne({
    port: await freePort(),
    host: '127.0.0.1',
    dataFolder: join(folder.path, 'data'),
    courseFolders: [join(checkout, 'courses', 'first-steps'), longCourse],
    graders: 2,
    sandbox: 'bubblewrap',
    allowedHosts: [],
  }),
  launchChromium(),
]);
try {
  await mkdir(join(checkout, 'screenshots'), { recursive: true });
  const parts = process.argv.slice(2);
  const shots = parts[0] === 'readme' ? readmeShots() : wantedShots(parts);
  for (const [index, shot] of shots.entries()) {
    const faults = await take(browser, system.url, shot);
    console.log(`${index + 1}/${shots.length} ${shot.path}`);
    for (const fault of faults) console.error(`  ${fault}`);
    if (faults.length > 0) process.exitCode = 1;
  }
} finally {
  await browser.close();
  await system.close();
  await folder.remove();
}
