import { expect } from '@playwright/test';
import { accessibilityFaults } from './axe.ts';
import { readSolution, seeResult } from './journey.ts';
import { test } from './page-test.ts';
import { createWorkbench, insertText, isInEditor } from './page.ts';

test.use({ withLongCourse: true });

test('can be used with the keyboard alone', async ({ open }) => {
  const page = await open();
  const { editor } = createWorkbench(page);
  await page.keyboard.press('Tab');
  await expect
    .poll(() => page.evaluate('document.activeElement.textContent.trim()'))
    .toBe('Skip to the assignment');
  await page.keyboard.press('Enter');
  for (let presses = 0; presses < 10 && !(await isInEditor(page)); presses++) {
    await page.keyboard.press('Tab');
  }
  expect(await isInEditor(page)).toBe(true);
  await page.keyboard.press('ControlOrMeta+A');
  await insertText(page, await readSolution('hello'));
  await page.keyboard.press('ControlOrMeta+Enter');
  await seeResult(page, 'Solved');
  // Tab indents in the editor; after Esc it leaves the editor.
  await editor.focus();
  await page.keyboard.press('Tab');
  expect(await isInEditor(page)).toBe(true);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Tab');
  expect(await isInEditor(page)).toBe(false);
});

test('moves its borders by keyboard, and keeps them and the settings over a reload', async ({
  open,
}) => {
  const page = await open();
  const border = page.getByRole('separator', { name: 'Border between task and code' });
  const share = () => border.getAttribute('aria-valuenow');
  expect(await share()).toBe('42');
  await border.press('ArrowLeft');
  await border.press('ArrowLeft');
  expect(await share()).toBe('38');
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('checkbox', { name: 'Close brackets and quotes for me' }).check();
  await page.getByRole('button', { name: 'Larger text' }).click();
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await page.reload();
  const { editor } = createWorkbench(page);
  await expect.poll(share).toBe('38');
  await expect(editor).toHaveCSS('font-size', '15px');
  await editor.click();
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.type('print(');
  await expect(editor).toHaveText('print()');
  await border.press('Enter');
  expect(await share()).toBe('42');
});

test('loses no key typed before the full editor has loaded', async ({ page }) => {
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route('**/assets/codemirror-*.js', async (route) => {
    await held;
    await route.continue();
  });
  await page.goto('/courses/first-steps/hello');
  const { editor } = createWorkbench(page);
  await editor.click();
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.type('before');
  expect(await editor.evaluate((area) => area.tagName)).toBe('TEXTAREA');
  release();
  await expect.poll(() => editor.evaluate((area) => area.tagName)).toBe('DIV');
  await page.keyboard.type(' and after');
  await expect(editor).toHaveText('before and after');
});

test(
  'shows one part at a time on a phone, with the result below the code',
  { tag: '@chromium' },
  async ({ open }) => {
    const page = await open(undefined, {
      viewport: { width: 360, height: 740 },
      hasTouch: true,
      isMobile: true,
    });
    const workbench = createWorkbench(page);
    const { editor, results } = workbench;
    expect(await editor.isVisible()).toBe(false);
    await workbench.write('def hello():\n    return ');
    await page.getByRole('group', { name: 'Keys' }).getByText('(').tap();
    await page.keyboard.type('"');
    await expect(editor).toContainText('return ("');
    await workbench.handIn();
    await seeResult(page, 'Python cannot read this file.');
    expect([await editor.isVisible(), await results.isVisible()]).toEqual([true, true]);
    await page.getByRole('button', { name: 'Close' }).click();
    expect(await results.isVisible()).toBe(false);
    await page.getByRole('tab', { name: 'Result', exact: true }).click();
    expect([await editor.isVisible(), await results.isVisible()]).toEqual([false, true]);
    expect(await accessibilityFaults(page)).toEqual([]);
  },
);

const themes = ['light', 'dark'] as const;
const widths = [360, 1280] as const;
for (const [colorScheme, width] of themes.flatMap((theme) =>
  widths.map((width) => [theme, width] as const),
))
  test(`has nothing that axe-core finds and never scrolls sideways, in the ${colorScheme} theme at ${width} px`, async ({
    open,
  }) => {
    const page = await open(undefined, { colorScheme, viewport: { width, height: 740 } });
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
    await page.getByRole('link', { name: /^Next: / }).waitFor();
    await check();
  });

test('opens on the first unsolved assignment, also in the middle of a course', async ({ open }) => {
  const page = await open();
  await createWorkbench(page).write(await readSolution('hello'));
  await createWorkbench(page).handIn();
  await seeResult(page, 'Solved');
  await page.goto('/');
  await expect(page).toHaveURL('/courses/first-steps/sum');
});

test('opens where the student left off', async ({ open }) => {
  const page = await open('/courses/first-steps/fizz-buzz');
  await page.goto('/');
  await expect(page).toHaveURL('/courses/first-steps/fizz-buzz');
});

test('lists the courses, and opens on the one it was last in', async ({ page }) => {
  await page.goto('/');
  await page.getByRole('heading', { name: 'Courses' }).waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.getByRole('link', { name: 'A long course' }).click();
  await expect(page).toHaveURL('/courses/long-course/task-1');
  await createWorkbench(page).title.waitFor();
  await page.goto('/');
  await expect(page).toHaveURL('/courses/long-course/task-1');
  await createWorkbench(page).title.waitFor();
  await page.getByRole('link', { name: 'Touchstone' }).click();
  await page.getByRole('heading', { name: 'Courses' }).waitFor();
});

test('says that an archived course takes no submissions', async ({ open, context }) => {
  await context.route('**/api/courses', async (route) => {
    const response = await route.fetch();
    const { courses } = (await response.json()) as { courses: object[] };
    await route.fulfill({ json: { courses: courses.map((one) => ({ ...one, archived: true })) } });
  });
  const page = await open();
  await page.getByText('This course is archived.').waitFor();
  await expect(page.getByRole('button', { name: 'Hand in' })).toHaveAttribute(
    'aria-disabled',
    'true',
  );
  await page.keyboard.press('ControlOrMeta+Enter');
  expect(await accessibilityFaults(page)).toEqual([]);
});

test('finds one of 161 assignments by typing', async ({ open }) => {
  const page = await open('/courses/long-course/task-1');
  await createWorkbench(page).openList();
  await page.getByRole('searchbox', { name: 'Find an assignment' }).fill('number 161');
  const found = page
    .getByRole('navigation', { name: 'Assignments' })
    .getByRole('link', { name: 'Task number' });
  await expect(found).toHaveCount(1);
  await found.click();
  await expect(page).toHaveURL('/courses/long-course/task-161');
});

test('has room for a number of three digits in its ring', async ({ open }) => {
  const page = await open('/courses/long-course/task-161', {
    viewport: { width: 1920, height: 1080 },
  });
  const list = page.getByRole('navigation', { name: 'Assignments' });
  const rows = list.getByRole('listitem');
  const widths = async (number: string) => {
    const digits = rows.getByText(number, { exact: true });
    return digits.evaluate((node) =>
      [node, node.parentElement].map((one) => one?.getBoundingClientRect().width ?? 0),
    );
  };
  const [digits = 0, ring = 0] = await widths('161');
  expect(digits).toBeLessThan(ring);
  // The others are circles.
  expect((await widths('99'))[1]).toBe(24);
});

test('finds an assignment by keys alone, and shows which ones were tried', async ({ open }) => {
  // Wide enough for the list.
  const page = await open(undefined, { viewport: { width: 1920, height: 1080 } });
  const workbench = createWorkbench(page);
  await workbench.write('def hello():\n    return ""\n');
  await workbench.handIn();
  await seeResult(page, 'Not there yet.');
  const list = page.getByRole('navigation', { name: 'Assignments' });
  const hello = list.getByRole('link', { name: 'Hello', exact: true });
  await expect(hello).toHaveAccessibleDescription('tried');
  await page.getByRole('heading', { level: 1 }).focus();
  await page.keyboard.press('/');
  const field = page.getByRole('searchbox', { name: 'Find an assignment' });
  await expect(field).toBeFocused();
  await page.keyboard.type('buzz fizz');
  await page.keyboard.press('ArrowDown');
  const found = list.getByRole('link', { name: 'Fizz' });
  await expect(found).toBeFocused();
  await page.keyboard.press('ArrowUp');
  await expect(field).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL('/courses/first-steps/fizz-buzz');
  await list.getByRole('button', { name: 'Clear the search' }).click();
  await expect(field).toBeFocused();
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.reload();
  await expect(hello).toHaveAccessibleDescription('tried');
});

test('warns about forgeable verdicts only where they can be forged', async ({ open }) => {
  const page = await open('/courses/long-course/task-161');
  const notice = page.getByText('a result can be forged');
  await notice.waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.goto('/courses/long-course/task-160');
  await page.getByText('return 42').waitFor();
  expect(await notice.count()).toBe(0);
});

test('has a friendly page for an address that leads nowhere', async ({ page }) => {
  await page.goto('/no/such/page');
  await page.getByText('There is nothing at this address').waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
});
