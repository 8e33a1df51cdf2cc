import { expect, type BrowserContext, type Locator } from '@playwright/test';
import { accessibilityFaults } from './axe.ts';
import { readSolution, seeResult } from './journey.ts';
import { test } from './page-test.ts';
import { createWorkbench, type Workbench } from './page.ts';

/** Loads Python once for all tests that need no separate browser context. */
let context: BrowserContext;

test.beforeAll(async ({ browser, system }) => {
  context = await browser.newContext({
    baseURL: system.url,
    viewport: { width: 1280, height: 900 },
  });
});

test.afterAll(() => context.close());

test.afterEach(async () => {
  for (const page of context.pages()) await page.close();
});

interface Console extends Workbench {
  readonly log: Locator;
  readonly input: Locator;
  readonly prompt: Locator;
  /** Writes a program, and runs it by the keyboard. */
  run(code: string): Promise<void>;
  /** Waits until the console shows it. */
  sees(text: string, timeoutMs?: number): Promise<void>;
  stop(): Promise<void>;
}

async function open(slug = 'hello', within = context): Promise<Console> {
  const page = await within.newPage();
  await page.goto(`/courses/first-steps/${slug}`);
  const workbench = createWorkbench(page);
  await workbench.editor.waitFor();
  return createConsole(workbench);
}

function createConsole(workbench: Workbench): Console {
  const { page } = workbench;
  const log = page.getByRole('log');
  return {
    ...workbench,
    log,
    input: page.getByRole('textbox', { name: 'Input for the program' }),
    prompt: page.getByRole('textbox', { name: 'Python prompt' }),
    async run(code) {
      await workbench.write(code);
      await page.keyboard.press('ControlOrMeta+Shift+Enter');
    },
    async sees(text) {
      await expect.poll(() => log.textContent()).toContain(text);
    },
    async stop() {
      await page.getByRole('button', { name: 'Stop' }).click();
    },
  };
}

test('shows output as it comes, asks for input, and keeps a prompt with the names of the file', async () => {
  const console = await open();
  const { page, input, prompt } = console;
  await console.run(
    'import time\nprint("before")\nname = input("Who? ")\nprint("Hello", name)\ntime.sleep(0.1)\nprint(1 / 0)\n',
  );
  await input.waitFor();
  await console.sees('before\nWho? ');
  await expect(input).toBeFocused();
  await page.keyboard.type('Ada');
  await page.keyboard.press('Enter');
  await console.sees('Who? Ada\nHello Ada\n');
  await console.sees('ZeroDivisionError: division by zero');
  expect(await console.log.textContent()).not.toContain('session.py');
  await page.getByText('Only Hand in counts for points.').waitFor();
  await page.getByText(/Python 3\.14 here, 3\.\d+\.\d+ on the server/).waitFor();

  await prompt.click();
  for (const line of ['name', 'for i in range(2):', 'print(i * 21)', '']) {
    await page.keyboard.type(line);
    await page.keyboard.press('Enter');
    await prompt.waitFor();
  }
  await console.sees(">>> name\n'Ada'\n");
  await console.sees('...     print(i * 21)\n... \n0\n21\n');
  await expect(prompt).toBeFocused();
  await page.keyboard.press('ArrowUp');
  expect(await prompt.inputValue()).toBe('for i in range(2):\n    print(i * 21)');
  expect(await accessibilityFaults(page)).toEqual([]);

  await page.getByRole('button', { name: 'File "submission.py", line 6' }).click();
  await expect(console.editor).toBeFocused();
});

test('says what to try after a program that only defines a function', async () => {
  const console = await open();
  await console.run('def hello():\n    return "Hello, World!"\n');
  await console.sees('Your file printed nothing. Try hello() below.');
});

for (const [what, code, message] of [
  ['obeys Stop', 'while True:\n    pass\n', 'Stopped.'],
  [
    'catches Stop',
    'while True:\n    try:\n        while True:\n            pass\n    except:\n        pass\n',
    'did not respond to Stop',
  ],
  ['sleeps', 'import time\nx = 1\ntime.sleep(1000)\n', 'Stopped.'],
  ['prints for ever', 'while True:\n    print("again and again")\n', 'Stopped.'],
] as const)
  test(`stops a program that ${what}, and runs the next one`, async () => {
    const console = await open();
    await console.run(`print("begun")\n${code}`);
    await console.page.getByText('Running…').waitFor();
    await expect(console.log).toContainText(/begun|again/);
    await console.stop();
    await console.sees(message);
    await console.run('print(6 * 7)\n');
    await console.sees('42\nThe program has finished.');
  });

const wrongHello = 'def hello():\n    return "Goodbye"\n';
for (const [slug, what, wrong] of [
  ['hello', 'right', null],
  ['hello', 'wrong', wrongHello],
  ['hello', 'no Python', 'def hello(:\n'],
  ['small-talk', 'right', null],
  ['small-talk', 'wrong', 'input()\nprint("Hello", input())\n'],
  ['weather', 'right', null],
] as const)
  test(`shows the same outcomes of the examples of ${slug} as the server, ${what}`, async () => {
    const console = await open(slug);
    const { page } = console;
    await console.write(wrong ?? (await readSolution(slug)));
    const outcomes = async (within: Locator) => {
      const rows = await within.locator('li > details > summary, li > div').allTextContents();
      return rows.map((row) => row.trim());
    };
    await page.getByRole('button', { name: 'Try the examples' }).click();
    const examples = page.getByRole('region', { name: 'Examples' });
    await examples.getByRole('status').waitFor();
    const here = await outcomes(examples);
    expect(await examples.getByText('All examples pass').count()).toBe(wrong === null ? 1 : 0);
    await console.handIn();
    await page.getByRole('tabpanel', { name: 'Tests' }).getByRole('heading').waitFor();
    const there = await outcomes(page.getByRole('tabpanel', { name: 'Tests' }));
    // The server also has the hidden ones, which come last.
    expect(here).toEqual(there.slice(0, here.length));
  });

test('runs asyncio, which Stop can stop, and says that only the server runs threads', async () => {
  const console = await open();
  await console.run(
    'import asyncio\nasync def one(n):\n    await asyncio.sleep(n / 20)\n    print("woke", n)\nasync def main():\n    await asyncio.gather(one(2), one(1))\n    print("now")\n    await asyncio.Event().wait()\nasyncio.run(main())\n',
  );
  await console.sees('woke 1\nwoke 2\nnow\n');
  await console.stop();
  await console.sees('Stopped.');
  await console.run('import threading\nthreading.Thread(target=print).start()\n');
  await console.sees(
    'Python in the browser cannot start threads. Hand in to run this on the server.',
  );
});

test('warns of syntax that the Python on the server lacks', async () => {
  const console = await open();
  await console.run('try:\n    pass\nexcept ValueError, TypeError:\n    pass\n');
  await console.sees('The program has finished.');
  await console.page.getByText(/needs Python 3\.14 or newer/).waitFor();
});

test('runs without a network after Python has loaded', async () => {
  const console = await open();
  await console.run('print("first")\n');
  await console.sees('first\nThe program has finished.');
  await context.setOffline(true);
  await console.run('print("second")\n');
  await console.sees('second\nThe program has finished.');
  await console.run('print("third")\n');
  await console.sees('third\nThe program has finished.');
  await context.setOffline(false);
});

test('takes input beforehand, and stops a loop, if pages share no memory with workers', async () => {
  const page = await context.newPage();
  await page.route('**/courses/**', async (route) => {
    const response = await route.fetch();
    const headers = response.headers();
    delete headers['cross-origin-embedder-policy'];
    await route.fulfill({ response, headers });
  });
  await page.goto('/courses/first-steps/hello');
  const console = createConsole(createWorkbench(page));
  await page.getByRole('tab', { name: 'Console' }).click();
  await page.getByText('a box for the answers appears here after the first run').waitFor();
  expect(await page.getByText('answer here').count()).toBe(0);
  await console.run('print("Hello", input("Who? "))\ninput()\n');
  await console.sees('EOFError');
  await console.sees('no answer was left. Type the answers in the box above');
  expect(await console.log.textContent()).not.toContain('nobody types anything here');
  await page.getByRole('textbox', { name: 'Answers for input()' }).fill('Ada\nblue');
  await console.run('print("Hello", input("Who? "))\ninput()\nwhile True:\n    pass\n');
  await console.sees('Who? Ada\nHello Ada\nblue\n');
  await console.stop();
  await console.sees('Stop shuts down Python as well');
  expect(await console.log.textContent()).not.toContain('did not respond');
});

test('hands in while Python is still loading, and shows the progress', async ({ browser }) => {
  const fresh = await browser.newContext();
  const console = await open('hello', fresh);
  const { page } = console;
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route('**/assets/*.wasm', async (route) => {
    await held;
    await route.continue();
  });
  await console.run(await readSolution('hello'));
  await page.getByText(/Downloading Python, the first time only: [\d.]+ MB of [\d.]+ MB/).waitFor();
  await console.handIn();
  await seeResult(page, 'Solved');
  release();
  await page.getByRole('tab', { name: 'Console' }).click();
  await console.sees('Try hello() below.');
  await fresh.close();
});
