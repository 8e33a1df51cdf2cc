import { expect, type Page } from '@playwright/test';
import { accessibilityFaults } from './axe.ts';
import { solutionOfMain } from './files-course.ts';
import { seeResult } from './journey.ts';
import { test } from './page-test.ts';
import { createWorkbench, insertText } from './page.ts';

test.use({ withFilesCourse: true });

/** The replay as a student sees it. */
function createReplay(page: Page) {
  const region = page.getByRole('region', { name: 'Replay' });
  return {
    region,
    position: region.getByText(/^Step \d+ of \d+$/),
    slider: region.getByRole('slider', { name: 'Step' }),
    announced: region.getByRole('status').first(),
    /** The marked line of the editor. */
    marked: page.locator('.cm-stepLine'),
    variable: (name: string) =>
      region.getByRole('row').filter({ has: page.getByRole('rowheader', { name, exact: true }) }),
    button: (name: string) => region.getByRole('button', { name, exact: true }),
    /** The number of the step. */
    at: async (): Promise<number> => {
      const text = (await region.getByText(/^Step \d+ of \d+$/).textContent()) ?? '';
      return Number(/\d+/.exec(text)?.[0]);
    },
  };
}

async function handIn(page: Page, code: string): Promise<void> {
  const workbench = createWorkbench(page);
  await workbench.write(code);
  await workbench.handIn();
  await seeResult(page, 'Not there yet.');
}

test('shows by mouse why a call of a case returns the wrong value', async ({ open }) => {
  const page = await open('/courses/first-steps/temperature');
  const { region, position, marked, button, at, variable } = createReplay(page);
  await handIn(
    page,
    'def to_fahrenheit(celsius):\n    tenths = celsius * 9 // 5\n    return tenths + 30\n\n\ndef to_celsius(fahrenheit):\n    return (fahrenheit - 32) * 5 / 9\n',
  );
  await page.getByRole('button', { name: 'Replay this test' }).first().click();
  await position.waitFor();
  await expect(marked).toHaveText('    return tenths + 30');
  await expect(region).toContainText('tenths + 30');
  await expect(region).toContainText('210');
  expect(await accessibilityFaults(page)).toEqual([]);

  await button('Go to the earlier change of tenths').click();
  await expect(marked).toHaveText('    tenths = celsius * 9 // 5');
  await expect(region).toContainText('It sets tenths to 180.');
  const before = await at();
  await button('Next step').click();
  expect(await at()).toBe(before + 1);
  await expect(variable('tenths')).toContainText('new');
  await button('First step').click();
  await expect(position).toHaveText(/^Step 1 of /);
  await expect(button('Previous step')).toHaveAttribute('aria-disabled', 'true');
  await region.getByRole('spinbutton', { name: 'Go to step' }).fill(String(before));
  await button('Go').click();
  expect(await at()).toBe(before);
  await button('Close the replay').click();
  await expect(region).toBeHidden();
  await expect(marked).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Replay this test' }).first()).toBeFocused();
});

test('goes through the rounds of a loop by keyboard, and says each stop once', async ({ open }) => {
  const page = await open('/courses/first-steps/fizz-buzz');
  const { editor } = createWorkbench(page);
  const { region, position, slider, announced, marked, button, at } = createReplay(page);
  await handIn(
    page,
    'def fizz_buzz(limit):\n    entries = []\n    for number in range(1, limit + 1):\n        if number % 3 == 0:\n            entries.append("Fizz")\n        elif number % 15 == 0:\n            entries.append("FizzBuzz")\n        elif number % 5 == 0:\n            entries.append("Buzz")\n        else:\n            entries.append(str(number))\n    return entries\n',
  );
  const opener = page.getByRole('button', { name: 'Replay this test' }).first();
  await opener.focus();
  await page.keyboard.press('Enter');
  await position.waitFor();
  await expect(region).toBeFocused();
  const opened = await at();
  await page.keyboard.press('Home');
  expect(await at()).toBe(1);
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  expect(await at()).toBe(3);
  await page.keyboard.press('ArrowLeft');
  expect(await at()).toBe(2);
  await expect(announced).toContainText('Step 2 of');
  await page.keyboard.press('End');
  expect(await at()).toBeGreaterThanOrEqual(opened);

  await region.getByRole('spinbutton').fill('12');
  await page.keyboard.press('Enter');
  const round = region.getByText(/^Loop in line 3: round \d+ of \d+$/);
  const first = await round.textContent();
  await button('Next round of the loop in line 3').press('Enter');
  await expect(round).not.toHaveText(first ?? '');
  await expect(marked).toHaveText('    for number in range(1, limit + 1):');

  await slider.focus();
  const from = await at();
  await page.keyboard.press('ArrowRight');
  expect(await at()).toBe(from + 1);
  await expect(slider).toHaveAttribute(
    'aria-valuetext',
    new RegExp(`^Step ${from + 1} of .*, line `),
  );
  await expect(announced).toContainText(`Step ${from + 1} of`);

  await editor.focus();
  await page.keyboard.press('ArrowRight');
  expect(await at()).toBe(from + 1);
  await slider.focus();
  await page.keyboard.press('Escape');
  await expect(region).toBeHidden();
  await expect(opener).toBeFocused();
});

test(
  'replays a run with its typed lines on a phone, by touch',
  { tag: '@chromium' },
  async ({ open }) => {
    const page = await open('/courses/first-steps/small-talk', {
      viewport: { width: 360, height: 740 },
      hasTouch: true,
      isMobile: true,
    });
    const workbench = createWorkbench(page);
    const { region, position, marked, button, at } = createReplay(page);
    await workbench.write(
      'name = input("Who are you? ")\ncolour = input("Your colour? ")\nprint(f"Nice to meet you, {colour}!")\n',
    );
    await page.getByRole('button', { name: 'Run', exact: true }).tap();
    const input = page.getByRole('textbox', { name: 'Input for the program' });
    for (const line of ['Ada', 'blue']) {
      await input.fill(line);
      await page.getByRole('button', { name: 'Enter', exact: true }).tap();
    }
    await page.getByRole('button', { name: 'Replay this run' }).tap();
    await position.waitFor();
    await expect(region).toContainText('Nice to meet you, blue!');
    await expect(region.getByText('Ada').first()).toBeVisible();
    await button('Previous step').tap();
    await button('Next step').tap();
    const now = await at();
    // A long line goes on beyond the side.
    await expect(marked).toBeInViewport({ ratio: 0.5 });
    await expect(position).toBeInViewport({ ratio: 1 });
    const size = await button('Next step').boundingBox();
    expect(size?.width).toBeGreaterThanOrEqual(44);
    expect(size?.height).toBeGreaterThanOrEqual(44);
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole('tab', { name: 'Task' }).tap();
    await expect(region).toBeHidden();
    await page.getByRole('tab', { name: 'Code' }).tap();
    expect(await at()).toBe(now);
    await button('Close the replay').tap();
    await expect(region).toBeHidden();
  },
);

test('leads to the exception, and shows that two names have the same list', async ({ open }) => {
  const page = await open('/courses/first-steps/sum');
  const { region, position, marked, button, variable } = createReplay(page);
  await handIn(
    page,
    'def add(a, b):\n    rows = [[0] * 2] * 2\n    first = rows[0]\n    first[0] = a\n    return rows[a][b]\n',
  );
  await page.getByRole('button', { name: 'Replay this test' }).first().click();
  await position.waitFor();
  await button('First step').click();
  await region.getByRole('button', { name: /^Go to the exception IndexError/ }).click();
  await expect(marked).toHaveText('    return rows[a][b]');
  await expect(region).toContainText('IndexError: list index out of range is raised.');
  await expect(variable('rows')).toContainText('rows[1] is the same list as first');
  await expect(variable('first')).toContainText('same list as rows[0]');
  await expect(region.getByRole('img', { name: /^A drawing of the variables/ })).toBeVisible();
  expect(await accessibilityFaults(page)).toEqual([]);
});

test('follows the program through its files, and replays the changed program', async ({ open }) => {
  const page = await open('/courses/several-files/squares');
  const { region, position, marked, button } = createReplay(page);
  const strip = page.getByRole('tablist', { name: 'Files' });
  const write = async (name: string, code: string) => {
    await strip.getByRole('tab', { name }).click();
    await page.getByRole('textbox', { name: `Your code in ${name}` }).click();
    await page.keyboard.press('ControlOrMeta+A');
    await insertText(page, code);
  };
  await write('main.py', solutionOfMain);
  await write('shapes.py', 'def area(side):\n    square = side + side + side\n    return square\n');
  await createWorkbench(page).handIn();
  await seeResult(page, 'Not there yet.');
  await page.getByRole('button', { name: 'Replay this test' }).first().click();
  await position.waitFor();
  await button('First step').click();
  await expect(strip.getByRole('tab', { selected: true })).toHaveText(/^main\.py/);
  const next = button('Next step');
  await expect(async () => {
    await next.click();
    await expect(marked).toHaveText('    square = side + side + side', { timeout: 300 });
  }).toPass();
  await expect(strip.getByRole('tab', { selected: true })).toHaveText(/^shapes\.py/);
  await expect(region).toContainText('in shapes.py');

  await write('shapes.py', 'def area(side):\n    square = side * side\n    return square + 1\n');
  await expect(region).toContainText('You have changed your program since then');
  await expect(marked).toHaveCount(0);
  await button('Replay the changed program').click();
  await position.waitFor();
  await expect(marked).toHaveCount(1);
  await expect(region).toContainText('5');
});
