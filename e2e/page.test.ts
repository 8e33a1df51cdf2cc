import { join } from 'node:path';
import { startAllInOne, type AllInOne, type AllInOneOptions } from '@touchstone/cli/all-in-one';
import { freePort } from '@touchstone/servers';
import { launchChromium, temporaryFolder, type TemporaryFolder } from '@touchstone/test-kit';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { accessibilityFaults } from './axe.ts';
import { pointsOf, readSolution, seeResult } from './journey.ts';
import { writeLongCourse } from './long-course.ts';
import { createWorkbench } from './page.ts';

let folder: TemporaryFolder;
let options: AllInOneOptions;
let system: AllInOne;
let browser: Browser;
let context: BrowserContext;

beforeAll(async () => {
  folder = await temporaryFolder();
  options = {
    port: await freePort(),
    host: '127.0.0.1',
    dataFolder: join(folder.path, 'data'),
    courseFolders: [
      new URL('../courses/first-steps', import.meta.url).pathname,
      await writeLongCourse(join(folder.path, 'long-course')),
    ],
    graders: 2,
    sandbox: 'bubblewrap',
    allowedHosts: [],
  };
  [system, browser] = await Promise.all([startAllInOne(options), launchChromium()]);
});

afterAll(async () => {
  await browser.close();
  await system.close();
  await folder.remove();
});

beforeEach(async () => {
  context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
});

afterEach(() => context.close());

async function open(path = '/courses/first-steps/hello'): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${system.url}${path}`);
  await createWorkbench(page).title.waitFor();
  return page;
}

const slowHello = (seconds: number): string =>
  `import time\ntime.sleep(${seconds})\ndef hello():\n    return "Hello, World!"  # ${Math.random()}\n`;

it('keeps typed code over a reload', async () => {
  const page = await open();
  await createWorkbench(page).write('# not finished yet, größer 🎲');
  await page.reload();
  await expect
    .poll(() => createWorkbench(page).editor.textContent())
    .toContain('# not finished yet, größer 🎲');
});

it('says that it is offline, keeps the code, and hands it in when the network is back', async () => {
  const page = await open();
  const workbench = createWorkbench(page);
  await workbench.write(await readSolution('hello'));
  await context.setOffline(true);
  await page.getByText('You are offline').first().waitFor();
  await page.keyboard.press('ControlOrMeta+Enter');
  await page.getByText('handed in as soon as you are back').first().waitFor();
  await context.setOffline(false);
  await seeResult(page, 'Solved');
  expect(await workbench.editor.textContent()).toContain('Hello, World!');
});

it('shows the verdict after a restart of the server in mid-grading, without a reload', async () => {
  const page = await open();
  const workbench = createWorkbench(page);
  await workbench.write(slowHello(4));
  await workbench.handIn();
  await page.getByText('Being graded').first().waitFor();
  await system.close();
  await page
    .getByText(/connection/i)
    .first()
    .waitFor();
  system = await startAllInOne(options);
  await seeResult(page, 'Solved');
  await expect.poll(() => pointsOf(page)).toBe(100);
});

it('tells two tabs of a user the same, and hands in from the second after the first', async () => {
  const first = await open();
  const second = await open('/courses/first-steps/sum');
  await createWorkbench(first).write(slowHello(4));
  await createWorkbench(second).write(await readSolution('sum'));
  await createWorkbench(first).handIn();
  await first.getByText('Being graded').first().waitFor();
  await second.getByRole('banner').getByText('Hello is being graded').waitFor();
  await createWorkbench(second).handIn();
  await second.getByText('An earlier submission of yours').first().waitFor();
  await seeResult(first, 'Solved');
  await seeResult(second, 'Solved');
  await expect.poll(() => pointsOf(first)).toBe(200);
  await expect.poll(() => pointsOf(second)).toBe(200);
});

it('keeps what was handed in: compared, shown again, taken back and brought back', async () => {
  const page = await open();
  const workbench = createWorkbench(page);
  const { editor, results } = workbench;
  await workbench.write('def hello():\n    return "Goodbye"\n');
  await workbench.handIn();
  await seeResult(page, 'Not there yet.');
  await page.getByRole('tab', { name: 'History' }).click();
  const entries = results.getByRole('listitem').getByRole('button', { expanded: false });
  await expect.poll(() => entries.count()).toBe(1);
  await workbench.write(await readSolution('hello'));
  await workbench.handIn();
  await seeResult(page, 'Solved');
  await results.getByText(/^you waited (\d+ ms|\d+\.\d s)$/).waitFor();
  await page.getByRole('tab', { name: 'History' }).click();
  await expect.poll(() => entries.count()).toBe(2);
  await entries.first().click();
  const differences = results.getByRole('group', { name: 'Differences, line by line' });
  await expect.poll(() => differences.textContent()).toMatch(/removed:.*Goodbye.*added:.*Hello/s);
  await results.getByLabel('Compared with').selectOption({ label: 'the editor as it is now' });
  await results.getByText('The same, line for line.').waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  await entries.last().click();
  await results.getByRole('button', { name: 'Take into the editor' }).click();
  await expect.poll(() => editor.textContent()).toContain('Goodbye');
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await expect.poll(() => editor.textContent()).toContain('Hello, World!');
  await results.getByRole('button', { name: 'Show its result' }).click();
  await seeResult(page, 'Not there yet.');
  await results.getByRole('button', { name: 'Show the newest' }).click();
  await seeResult(page, 'Solved');
  await page.getByRole('link', { name: 'Your progress' }).first().click();
  await page.getByText('You were here on 1 day').waitFor();
  await page.getByText('As a list').click();
  await page.getByText(/handed in 2 times, 1 solved/).waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
});

it('tells two devices of a user the same, also what one of them slept through', async () => {
  const first = await open();
  await first.getByRole('button', { name: 'Settings' }).click();
  await first.getByRole('button', { name: 'Continue on another device' }).click();
  const code = await first.locator('code.secret').textContent();
  const other = await browser.newContext();
  try {
    const second = await other.newPage();
    await second.goto(`${system.url}/courses/first-steps/hello`);
    const answer = await second.request.post(`${system.url}/api/sessions`, { data: { code } });
    expect(answer.ok()).toBe(true);
    const listening = second.waitForResponse('**/api/me/events?*');
    await second.reload();
    await Promise.all([listening, createWorkbench(second).editor.waitFor()]);
    await first.keyboard.press('Escape');
    await createWorkbench(first).write(slowHello(4));
    await createWorkbench(first).handIn();
    await second.getByText('Being graded').first().waitFor();
    await Promise.all([seeResult(first, 'Solved'), seeResult(second, 'Solved')]);
    await expect.poll(() => pointsOf(second)).toBe(100);
    await other.setOffline(true);
    await second.getByText('You are offline').first().waitFor();
    await createWorkbench(first).write('def hello(:\n');
    await createWorkbench(first).handIn();
    await seeResult(first, 'Python cannot read this file.');
    await other.setOffline(false);
    await seeResult(second, 'Python cannot read this file.');
  } finally {
    await other.close();
  }
});

it('waits and tries again by itself when it was too much at once', async () => {
  const page = await open();
  let refusals = 0;
  await page.route('**/api/submissions', async (route) => {
    if (route.request().method() !== 'POST' || refusals > 0) return route.continue();
    refusals += 1;
    return route.fulfill({
      status: 429,
      headers: { 'content-type': 'application/problem+json', 'retry-after': '2' },
      body: JSON.stringify({ type: '/problems/rate-limited', title: 'Too many', status: 429 }),
    });
  });
  await createWorkbench(page).write(await readSolution('hello'));
  await createWorkbench(page).handIn();
  await page.getByText('That was a lot at once').first().waitFor();
  await seeResult(page, 'Solved');
  expect(refusals).toBe(1);
});

it('goes on with what waits for a full queue after a reload, unless that is cancelled', async () => {
  const page = await open();
  const workbench = createWorkbench(page);
  const full = page.getByText('The queue is full right now');
  let refusals = 0;
  await page.route('**/api/submissions', async (route) => {
    if (route.request().method() !== 'POST') return route.continue();
    refusals += 1;
    return route.fulfill({
      status: 503,
      headers: { 'content-type': 'application/problem+json', 'retry-after': '60' },
      body: JSON.stringify({ type: '/problems/queue-full', title: 'Full', status: 503 }),
    });
  });
  await workbench.write('def hello():\n    return "Goodbye"\n');
  await workbench.handIn();
  await full.waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.reload();
  await full.waitFor();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.reload();
  await workbench.editor.waitFor();
  await workbench.write(await readSolution('hello'));
  expect(refusals).toBe(2);
  await workbench.handIn();
  await full.waitFor();
  await page.unroute('**/api/submissions');
  await page.reload();
  await seeResult(page, 'Solved');
});

it('opens on the first unsolved assignment, also in the middle of a course', async () => {
  const page = await open();
  await createWorkbench(page).write(await readSolution('hello'));
  await createWorkbench(page).handIn();
  await seeResult(page, 'Solved');
  await page.goto(`${system.url}/`);
  await expect.poll(() => page.url()).toContain('/courses/first-steps/sum');
});

it('shows the terminal of a script with what was typed, and a hint to unfold', async () => {
  const page = await open('/courses/first-steps/small-talk');
  const workbench = createWorkbench(page);
  const { results } = workbench;
  await workbench.write(
    'name = input("Who are you? ")\ninput()\nprint(f"Nice to meet you, {name}!")\n',
  );
  await workbench.handIn();
  await seeResult(page, 'Not there yet.');
  const terminal = 'Who are you? Ada\nblue\nNice to meet you, Ada!\n';
  await expect.poll(() => results.locator('pre.terminal').first().textContent()).toBe(terminal);
  const hint = results.getByText('An f-string puts a value into a text').first();
  expect(await hint.isVisible()).toBe(false);
  await results.getByText('Hint', { exact: true }).first().click();
  expect(await hint.isVisible()).toBe(true);
  expect(await accessibilityFaults(page)).toEqual([]);
  await workbench.write(await readSolution('small-talk'));
  await workbench.handIn();
  await seeResult(page, 'Solved');
});

it('can be used with the keyboard alone', async () => {
  const page = await open();
  const { editor } = createWorkbench(page);
  const inEditor = () => editor.evaluate((node) => node.matches(':focus'));
  await page.keyboard.press('Tab');
  await expect
    .poll(() => page.evaluate('document.activeElement.textContent.trim()'))
    .toBe('Skip to the assignment');
  await page.keyboard.press('Enter');
  for (let presses = 0; presses < 10 && !(await inEditor()); presses++) {
    await page.keyboard.press('Tab');
  }
  expect(await inEditor()).toBe(true);
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.insertText(await readSolution('hello'));
  await page.keyboard.press('ControlOrMeta+Enter');
  await seeResult(page, 'Solved');
  // Tab indents in the editor; after Esc it leaves.
  await editor.focus();
  await page.keyboard.press('Tab');
  expect(await inEditor()).toBe(true);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Tab');
  expect(await inEditor()).toBe(false);
});

it('moves its borders by keyboard, and keeps them and the settings over a reload', async () => {
  const page = await open();
  const border = page.getByRole('separator', { name: 'Border between handout and code' });
  const share = () => border.getAttribute('aria-valuenow');
  expect(await share()).toBe('45');
  await border.press('ArrowLeft');
  await border.press('ArrowLeft');
  expect(await share()).toBe('41');
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('checkbox', { name: 'Close brackets and quotes for me' }).check();
  await page.getByRole('button', { name: 'Larger text' }).click();
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await page.reload();
  const { editor } = createWorkbench(page);
  await expect.poll(share).toBe('41');
  await expect.poll(() => editor.evaluate((node) => getComputedStyle(node).fontSize)).toBe('15px');
  await editor.click();
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.type('print(');
  await expect.poll(() => editor.textContent()).toBe('print()');
  await border.press('Enter');
  expect(await share()).toBe('45');
});

it('takes no key from who types before the full editor is there', async () => {
  const page = await context.newPage();
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route('**/assets/codemirror-*.js', async (route) => {
    await held;
    await route.continue();
  });
  await page.goto(`${system.url}/courses/first-steps/hello`);
  const { editor } = createWorkbench(page);
  await editor.click();
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.type('before');
  expect(await editor.evaluate((area) => area.tagName)).toBe('TEXTAREA');
  release();
  await expect.poll(() => editor.evaluate((area) => area.tagName)).toBe('DIV');
  await page.keyboard.type(' and after');
  await expect.poll(() => editor.textContent()).toBe('before and after');
});

it('goes to the line that a failed test names, and shows what differs', async () => {
  const page = await open();
  const workbench = createWorkbench(page);
  const { editor, results } = workbench;
  await workbench.write('# one line before\ndef hello():\n    return "Hello, world"\n');
  await workbench.handIn();
  await seeResult(page, 'Not there yet.');
  expect(await results.locator('mark').allTextContents()).toEqual(['W', '!', 'w']);
  await results.getByRole('button', { name: /Go to line 3/ }).click();
  await expect.poll(() => editor.evaluate((node) => node.matches(':focus'))).toBe(true);
  // The cursor has come to the marked line, so what is said of it stands below the editor too.
  await page.getByRole('status').getByText('letter by letter').waitFor();
});

it('unfolds hints one after the other, after a try', async () => {
  const page = await open();
  const workbench = createWorkbench(page);
  await page.getByText('There are 2 hints for when you have tried once.').waitFor();
  await workbench.write('def hello():\n    return ""\n');
  await workbench.handIn();
  await page.getByRole('button', { name: 'Show the first hint' }).click();
  await page.getByText('Text stands between quotes').waitFor();
  expect(await page.getByText('The word return gives a value back').count()).toBe(0);
  await page.getByRole('button', { name: 'Show the last hint' }).click();
  await page.getByText('The word return gives a value back').waitFor();
});

it('shows one part at a time on a phone, with the result below the code', async () => {
  await context.close();
  context = await browser.newContext({
    viewport: { width: 360, height: 740 },
    hasTouch: true,
    isMobile: true,
  });
  const page = await open();
  const workbench = createWorkbench(page);
  const { editor, results } = workbench;
  expect(await editor.isVisible()).toBe(false);
  await workbench.write('def hello():\n    return ');
  await page.getByRole('group', { name: 'Keys' }).getByText('(').tap();
  await page.keyboard.type('"');
  await expect.poll(() => editor.textContent()).toContain('return ("');
  await workbench.handIn();
  await seeResult(page, 'Python cannot read this file.');
  expect([await editor.isVisible(), await results.isVisible()]).toEqual([true, true]);
  await page.getByRole('button', { name: 'Close' }).click();
  expect(await results.isVisible()).toBe(false);
  await page.getByRole('tab', { name: 'Results' }).click();
  expect([await editor.isVisible(), await results.isVisible()]).toEqual([false, true]);
  expect(await accessibilityFaults(page)).toEqual([]);
});

it('goes on where the student was', async () => {
  const page = await open('/courses/first-steps/fizz-buzz');
  await page.goto(`${system.url}/`);
  await expect.poll(() => page.url()).toContain('/courses/first-steps/fizz-buzz');
});

it('finds one of 161 assignments by typing', async () => {
  const page = await open('/courses/long-course/task-1');
  await page.getByRole('searchbox', { name: 'Find an assignment' }).fill('number 161');
  const found = page.getByRole('navigation').getByRole('link', { name: 'Task number' });
  await expect.poll(() => found.count()).toBe(1);
  await found.click();
  await expect.poll(() => page.url()).toContain('/courses/long-course/task-161');
});

it('says of an assignment whose verdicts can be forged that they can, and of no other', async () => {
  const page = await open('/courses/long-course/task-161');
  const notice = page.getByText('a result can be forged');
  await notice.waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.goto(`${system.url}/courses/long-course/task-160`);
  await page.getByText('return 42').waitFor();
  expect(await notice.count()).toBe(0);
});

it('has a friendly page for an address that leads nowhere', async () => {
  const page = await context.newPage();
  await page.goto(`${system.url}/no/such/page`);
  await page.getByText('There is nothing at this address').waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
});

const themes = ['light', 'dark'] as const;
const widths = [360, 1280] as const;
it.each(themes.flatMap((theme) => widths.map((width) => [theme, width] as const)))(
  'has nothing that axe-core finds and never scrolls sideways, in the %s theme at %i px',
  async (colorScheme, width) => {
    await context.close();
    context = await browser.newContext({ colorScheme, viewport: { width, height: 740 } });
    const page = await open();
    const workbench = createWorkbench(page);
    const check = async () => {
      expect(await accessibilityFaults(page)).toEqual([]);
      const overflow =
        'document.documentElement.scrollWidth - document.documentElement.clientWidth';
      expect(await page.evaluate(overflow)).toBeLessThanOrEqual(0);
    };
    await check();
    await workbench.write('def hello():\n    return "Goodbye"\n');
    await workbench.handIn();
    await seeResult(page, 'Not there yet.');
    await check();
    await workbench.write('def hello(:\n');
    await workbench.handIn();
    await seeResult(page, 'Python cannot read this file.');
    await check();
    await workbench.write(await readSolution('hello'));
    await workbench.handIn();
    await seeResult(page, 'Solved');
    await page.getByRole('link', { name: 'Next assignment' }).waitFor();
    await check();
  },
);

it('shows the model solution to who has solved the assignment, and not before', async () => {
  const page = await open('/courses/first-steps/sum');
  const show = page.getByRole('button', { name: 'Show the model solution' });
  const workbench = createWorkbench(page);
  await workbench.write('def add(a, b):\n    return a - b\n');
  await workbench.handIn();
  await seeResult(page, 'Not there yet.');
  expect(await show.count()).toBe(0);
  await workbench.write('def add(x, y):\n    return y + x\n');
  await workbench.handIn();
  await seeResult(page, 'Solved');
  await show.click();
  const solution = page.getByRole('region', { name: 'Model solution' });
  const code = solution.locator('pre');
  await expect.poll(() => code.textContent()).toBe(await readSolution('sum'));
  expect(await accessibilityFaults(page)).toEqual([]);
});
