import { expect } from '@playwright/test';
import { accessibilityFaults } from './axe.ts';
import { readSolution, seeResult } from './journey.ts';
import { test } from './page-test.ts';
import { createWorkbench } from './page.ts';

test('keeps submissions: compares them, shows them again, and restores their code', async ({
  open,
}) => {
  const page = await open();
  const workbench = createWorkbench(page);
  const { editor, results } = workbench;
  await workbench.write('def hello():\n    return "Goodbye"\n');
  await workbench.handIn();
  await seeResult(page, 'Not there yet.');
  await page.getByRole('tab', { name: 'History' }).click();
  const entries = results.getByRole('listitem').getByRole('button', { expanded: false });
  await expect(entries).toHaveCount(1);
  await workbench.write(await readSolution('hello'));
  await workbench.handIn();
  await seeResult(page, 'Solved');
  await page.getByRole('tab', { name: 'History' }).click();
  await expect(entries).toHaveCount(2);
  await entries.first().click();
  const differences = results.getByRole('group', { name: 'Differences, line by line' });
  await expect(differences).toContainText(/removed:.*Goodbye.*added:.*Hello/s);
  await results.getByLabel('Compared with').selectOption({ label: 'the code in the editor' });
  await results.getByText('No differences.').waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  await entries.last().click();
  await results.getByRole('button', { name: 'Restore in the editor' }).click();
  await expect(editor).toContainText('Goodbye');
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await expect(editor).toContainText('Hello, World!');
  await results.getByRole('button', { name: 'Show its result' }).click();
  await seeResult(page, 'Not there yet.');
  await results.getByRole('button', { name: 'Show the newest result' }).click();
  await seeResult(page, 'Solved');
  await page.getByRole('link', { name: 'Your progress' }).first().click();
  await page.getByText('You handed something in on 1 day').waitFor();
  await page.getByText('Show as list').click();
  await page.getByText(/2 submissions, 1 solved/).waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
});

test('loads an earlier submission when it is opened, and keeps the list if that fails', async ({
  open,
}) => {
  const page = await open();
  const workbench = createWorkbench(page);
  const { editor, results } = workbench;
  for (const word of ['Goodbye', 'Farewell']) {
    await workbench.write(`def hello():\n    return "${word}"\n`);
    await workbench.handIn();
    await results.getByText(word).first().waitFor();
  }
  // The page has received these submissions as events; after a reload it has only the newest.
  await page.reload();
  await results.getByText('Farewell').first().waitFor();
  let answer = 503;
  await page.route(/\/api\/submissions\/[0-9a-f-]+$/, (route) =>
    answer === 200
      ? route.continue()
      : route.fulfill({
          status: answer,
          headers: { 'content-type': 'application/problem+json', 'retry-after': '1' },
          body: JSON.stringify({ type: '/problems/not-found', title: 'None', status: answer }),
        }),
  );
  await page.getByRole('tab', { name: 'History' }).click();
  const entries = results.getByRole('listitem').getByRole('button', { expanded: false });
  await expect(entries).toHaveCount(2);
  await entries.last().click();
  await results.getByText('The server is not available. Trying again…').waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  answer = 404;
  await results.getByText('This submission could not be loaded.').waitFor();
  expect(await entries.count()).toBe(1);
  expect(await editor.textContent()).toContain('Farewell');
  answer = 200;
  await results.getByRole('button', { name: 'Try again' }).click();
  await results.getByRole('button', { name: 'Restore in the editor' }).click();
  await expect(editor).toContainText('Goodbye');
});

test('shows the terminal of a script with what was typed, and a hint to unfold', async ({
  open,
}) => {
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
  await results.getByRole('button', { name: 'Show a hint (2 left)' }).click();
  expect(await hint.isVisible()).toBe(true);
  expect(await accessibilityFaults(page)).toEqual([]);
  await workbench.write(await readSolution('small-talk'));
  await workbench.handIn();
  await seeResult(page, 'Solved');
});

test('goes to the line that a failed test names, and shows what differs', async ({ open }) => {
  const page = await open();
  const workbench = createWorkbench(page);
  const { editor, results } = workbench;
  await workbench.write('# one line before\ndef hello():\n    return "Hello, world"\n');
  await workbench.handIn();
  await seeResult(page, 'Not there yet.');
  expect(await results.locator('mark').allTextContents()).toEqual(['W', '!', 'w']);
  await results.getByRole('button', { name: /Go to line 3/ }).click();
  await expect(editor).toBeFocused();
  // The cursor is in the marked line, so its message is below the editor, too.
  await page.getByRole('status').getByText('should return exactly').waitFor();
});

test('unfolds hints one after the other, after the first submission', async ({ open }) => {
  const page = await open();
  const workbench = createWorkbench(page);
  const hints = page.getByRole('region', { name: 'Hints' });
  await page.getByText('2 hints, available after your first try.').waitFor();
  await workbench.write('def hello():\n    return ""\n');
  await workbench.handIn();
  await hints.getByRole('button', { name: 'Show the first hint' }).click();
  await hints.getByText('Put text in quotes').waitFor();
  expect(await hints.getByText('To return it, use return').count()).toBe(0);
  await hints.getByRole('button', { name: 'Show the last hint' }).click();
  await hints.getByText('To return it, use return').waitFor();
});

test('offers one hint after the other below the first failing test, and shows them in the handout, too', async ({
  open,
}) => {
  const page = await open();
  const workbench = createWorkbench(page);
  const { results } = workbench;
  await workbench.write('def hello():\n    return "Hello, world"\n');
  await workbench.handIn();
  const help = results.getByRole('region', { name: 'Help with this test' });
  await help.getByRole('button', { name: 'Show a hint (2 left)' }).click();
  await help.getByText('Put text in quotes').waitFor();
  await page.getByRole('region', { name: 'Task' }).getByText('Put text in quotes').waitFor();
  await help.getByRole('button', { name: 'Show a hint (1 left)' }).click();
  // The button is gone, so the focus is on the hint.
  await expect(help.getByText('To return it, use return')).toBeFocused();
  expect(await help.getByRole('button', { name: /Show a hint/ }).count()).toBe(0);
  await help.getByText('More help').click();
  await help.getByText('returns the text Hello, World!').waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
});

test("shows the judge's sentence first and largest, then the values, the line and the teacher's words", async ({
  open,
}) => {
  const page = await open();
  const workbench = createWorkbench(page);
  const { results } = workbench;
  await workbench.write('def hello():\n    return "Hello, world"\n');
  await workbench.handIn();
  await seeResult(page, 'Not there yet.');
  const sentence = results.getByText(/should be 'Hello, World!'/).first();
  const inOrder = [
    sentence,
    results.getByText('Expected', { exact: true }),
    results.getByText('Got', { exact: true }),
    results.getByRole('button', { name: /Go to line 2/ }),
    results.getByText('From your teacher'),
    results.getByText('hello() should return exactly'),
  ];
  const tops = await Promise.all(inOrder.map(async (one) => (await one.boundingBox())?.y ?? 0));
  expect(tops).toEqual(tops.toSorted((a, b) => a - b));
  await expect(sentence).toHaveCSS('font-size', '16px');
  await expect(sentence).toHaveCSS('line-height', '22px');
});

test('shows tests that failed for the same reason as one', async ({ open }) => {
  const page = await open();
  const workbench = createWorkbench(page);
  const { results } = workbench;
  await workbench.write('def helo():\n    return "Hello, World!"\n');
  await workbench.handIn();
  await results.getByText('2 tests · same reason').waitFor();
  await results.getByText('hello returns a text').waitFor();
  await results.getByText('The text is Hello, World!').waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
});

test('asks about the cause of too much memory once', async ({ open }) => {
  const page = await open();
  const workbench = createWorkbench(page);
  await workbench.write(
    'def hello():\n    words = ["hello"]\n    while True:\n        words *= 10_000\n',
  );
  await workbench.handIn();
  await seeResult(page, 'Your program used too much memory.');
  await expect(workbench.results.getByText('Does a list or a text grow')).toHaveCount(1);
  await expect(workbench.results.getByText('The usual cause')).toHaveCount(0);
});

test('leads from a solved assignment to the next one, by the focus and by keys', async ({
  open,
}) => {
  const page = await open();
  const workbench = createWorkbench(page);
  await workbench.write(await readSolution('hello'));
  await page.keyboard.press('ControlOrMeta+Enter');
  await seeResult(page, 'Solved');
  const next = page.getByRole('link', { name: /^Next: / });
  await expect(next).toBeFocused();
  await page.keyboard.press('Control+Alt+ArrowRight');
  await expect(page).toHaveURL('/courses/first-steps/sum');
  // Who keeps on typing keeps the focus.
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route('**/api/submissions', async (route) => {
    await held;
    await route.continue();
  });
  await workbench.write(await readSolution('sum'));
  await page.keyboard.press('ControlOrMeta+Enter');
  await page.keyboard.type('# more');
  release();
  await seeResult(page, 'Solved');
  await next.waitFor();
  await expect(workbench.editor).toBeFocused();
});

test('says when a part of the course is finished', async ({ open }) => {
  const page = await open('/courses/first-steps/weather');
  const workbench = createWorkbench(page);
  for (const slug of ['weather', 'settings'] as const) {
    await page.goto(`/courses/first-steps/${slug}`);
    await workbench.write(await readSolution(slug));
    await workbench.handIn();
    await seeResult(page, 'Solved');
  }
  await workbench.results.getByText('You have finished the part “Files and errors”.').waitFor();
});

/** The page hears of a result only after the points for it. */
const pointsFirst = `{
  let release;
  const progressed = new Promise((resolve) => { release = resolve; });
  window.EventSource = class extends EventSource {
    addEventListener(name, listener) {
      super.addEventListener(name, async (event) => {
        if (['graded', 'submission'].includes(name) && event.data.includes('"passed"')) await progressed;
        listener.call(this, event);
        if (name === 'progress' && JSON.parse(event.data).points > 0) release();
      });
    }
  };
}`;

test('says what a first success has earned, also when the points come before the result', async ({
  context,
  open,
}) => {
  await context.addInitScript(pointsFirst);
  const page = await open();
  const workbench = createWorkbench(page);
  await workbench.write(await readSolution('hello'));
  await workbench.handIn();
  await seeResult(page, 'Solved');
  await expect(workbench.results.getByText('+100 points')).toBeVisible();
});

test('shows the model solution only after the assignment is solved', async ({ open }) => {
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

test('says which results are of earlier tests, and which were graded again', async ({ open }) => {
  const page = await open();
  const workbench = createWorkbench(page);
  const { results } = workbench;
  await workbench.write('def hello():\n    return "Goodbye"\n');
  await workbench.handIn();
  await seeResult(page, 'Not there yet.');
  // As the server answers after a course load, and after a regrade.
  let since: { earlierTests: boolean; regradedAt: string | null } = {
    earlierTests: true,
    regradedAt: null,
  };
  await page.route(/\/api\/submissions(?:\?|\/[0-9a-f-]+$)/, async (route) => {
    const answer = await route.fetch();
    const { submission, submissions, ...rest } = (await answer.json()) as {
      submission?: object;
      submissions?: object[];
    };
    const json = submission
      ? { submission: { ...submission, ...since } }
      : { ...rest, submissions: submissions?.map((one) => ({ ...one, ...since })) };
    await route.fulfill({ response: answer, json });
  });
  await page.reload();
  await results.getByText('Your teacher has changed the tests since then.').waitFor();
  await page.getByRole('tab', { name: 'History' }).click();
  await results.getByText('graded with earlier tests', { exact: true }).waitFor();
  since = { earlierTests: false, regradedAt: '2026-11-29T10:00:00.000Z' };
  await page.reload();
  await results.getByText('had this graded again').waitFor();
  await page.getByRole('tab', { name: 'History' }).click();
  await results.getByText('graded again', { exact: true }).waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
});
