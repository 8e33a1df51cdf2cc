import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { launchChromium } from '@touchstone/test-kit';
import type { Browser, Page } from '@playwright/test';
import { accessibilityFaults, motionEnded } from '../axe.ts';
import { startTestAllInOne } from '../running-all-in-one.ts';
import type { State } from './reach.ts';
import { states } from './states.ts';

const sizes = [
  { width: 360, height: 740 },
  { width: 820, height: 1180 },
  { width: 1366, height: 768 },
  { width: 1920, height: 1080 },
] as const;

const looks = {
  light: { colorScheme: 'light', forcedColors: 'none' },
  dark: { colorScheme: 'dark', forcedColors: 'none' },
  forced: { colorScheme: 'dark', forcedColors: 'active' },
} as const;
const lookNames = Object.keys(looks) as Look[];
type Look = keyof typeof looks;

/** Visits, most of whose time is spent waiting. */
const atOnce = 3;

const checkout = join(import.meta.dirname, '..', '..');

interface Shot {
  /** The path of the file in the checkout. */
  readonly path: string;
  readonly look: Look;
}

/** A new user who reaches a state once; all of its shots are of the same page. */
interface Visit {
  readonly state: State;
  readonly size: { readonly width: number; readonly height: number };
  readonly shots: readonly Shot[];
}

function readmeVisits(): Visit[] {
  const state = states.find(({ name }) => name === 'failed');
  if (state === undefined) throw new Error('There is no state "failed" any more');
  const computer = { width: 1120, height: 700 };
  return [
    { state, size: computer, shots: [{ path: 'docs/workbench.jpg', look: 'light' }] },
    { state, size: sizes[0], shots: [{ path: 'docs/phone.jpg', look: 'dark' }] },
  ];
}

/** @param parts of the file names that are wanted; none: all */
function wantedVisits(parts: readonly string[]): Visit[] {
  const isWanted = ({ path }: Shot): boolean =>
    parts.length === 0 || parts.some((part) => path.includes(part));
  return states.flatMap((state) =>
    sizes.flatMap((size) => {
      const path = (look: Look) => `screenshots/${state.name}-${size.width}-${look}.png`;
      const shots = lookNames.map((look) => ({ path: path(look), look })).filter(isWanted);
      // A page that soon changes is not the same in the second look.
      const visits = state.isBrief === true ? shots.map((shot) => [shot]) : [shots];
      return visits.filter((some) => some.length > 0).map((some) => ({ state, size, shots: some }));
    }),
  );
}

/** A picture may be taken before the latest colours are painted. */
const painted = `document.fonts.ready.then(
  () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
)`;

/** What is wrong with each shot: what axe-core finds, scrolling sideways, or why there is no picture. */
async function take(browser: Browser, url: string, visit: Visit): Promise<Map<Shot, string[]>> {
  const { state, size, shots } = visit;
  const [first] = shots;
  const context = await browser.newContext({
    baseURL: url,
    viewport: size,
    ...looks[first?.look ?? 'light'],
    // Pictures without motion.
    reducedMotion: 'reduce',
    hasTouch: size.width < 1000,
    isMobile: size.width < 500,
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  const faults = new Map<Shot, string[]>();
  try {
    const page = await context.newPage();
    await state.prepare?.(page);
    // A prepared page may wait for an answer that never comes.
    await page.goto(state.path, { waitUntil: state.prepare === undefined ? 'load' : 'commit' });
    if (state.prepare === undefined)
      await page.getByRole('heading', { level: 1 }).waitFor({ state: 'attached' });
    await state.reach?.(page);
    for (const shot of shots) faults.set(shot, await takeShot(page, shot, shot === first));
  } catch (error) {
    for (const shot of shots)
      if (!faults.has(shot)) faults.set(shot, [`not reached: ${withoutLog(error)}`]);
  } finally {
    await context.close();
  }
  return faults;
}

/** Without what Playwright tried, except for what it waited for. */
const withoutLog = (error: unknown): string =>
  String(error)
    .split('\n')
    .filter((line, index) => index === 0 || line.includes('waiting for'))
    .join(' ');

/** @param isFirst of this page: the others differ in colours alone */
async function takeShot(page: Page, { path, look }: Shot, isFirst: boolean): Promise<string[]> {
  await page.emulateMedia(looks[look]);
  await page.evaluate(painted);
  await page.evaluate(motionEnded);
  const file = join(checkout, path);
  await page.screenshot(path.endsWith('.jpg') ? { path: file, quality: 65 } : { path: file });
  const overflow = await page.evaluate<number>(
    'document.documentElement.scrollWidth - document.documentElement.clientWidth',
  );
  const sideways = overflow > 0 ? [`the page scrolls sideways by ${overflow} px`] : [];
  return [...sideways, ...(await accessibilityFaults(page, { onlyContrast: !isFirst }))];
}

/** Takes the pictures of README.md, or those of the states whose file names contain one of the parts. */
export async function takeStates(parts: readonly string[] | 'readme'): Promise<void> {
  const [system, browser] = await Promise.all([
    startTestAllInOne({
      ...{ withLongCourse: true, withFilesCourse: true, withDatedCourse: true },
      withInvitedCourse: false,
    }),
    launchChromium(),
  ]);
  try {
    await mkdir(join(checkout, 'screenshots'), { recursive: true });
    const visits = parts === 'readme' ? readmeVisits() : wantedVisits(parts);
    const report = async (visit: Visit): Promise<void> => {
      for (const [{ path }, faults] of await take(browser, system.url, visit)) {
        console.log(`${visits.indexOf(visit) + 1}/${visits.length} ${path}`);
        for (const fault of faults) console.error(`  ${fault}`);
        if (faults.length > 0) process.exitCode = 1;
      }
    };
    const isBrief = ({ state }: Visit): boolean => state.isBrief === true;
    const calm = visits.filter((visit) => !isBrief(visit));
    const takeNext = async (): Promise<void> => {
      for (let next = calm.shift(); next !== undefined; next = calm.shift()) await report(next);
    };
    await Promise.all(Array.from({ length: atOnce }, takeNext));
    // One at a time: they need the graders for themselves.
    for (const visit of visits.filter(isBrief)) await report(visit);
  } finally {
    await browser.close();
    await system.close();
  }
}
