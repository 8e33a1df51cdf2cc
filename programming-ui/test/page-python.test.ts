import { beforeAll, describe, expect, it } from 'vitest';
import { prepareBrowsers } from './browser-python.ts';

let startBrowser: Awaited<ReturnType<typeof prepareBrowsers>>;

beforeAll(async () => {
  startBrowser = await prepareBrowsers();
});

const jobOf = (code: string, tests: string | null = null) =>
  JSON.stringify({
    fileName: 'submission.py',
    code,
    testFiles: tests === null ? [] : [{ fileName: 'tests.py', source: tests, hidden: false }],
    cases: [],
    files: [],
    limits: { cpuSeconds: 5, wallSeconds: 10, memoryMiB: 256 },
    observing: false,
  });

async function run(code: string, interruptInPause = false, more: object = {}) {
  let printed = '';
  let pausedSeconds = 0;
  const browser = await startBrowser({
    write: (_stream: string, text: string) => void (printed += text),
    read_line: () => undefined,
    pause: (seconds: number) => void (pausedSeconds += seconds),
    take_interrupt: () => interruptInPause,
  });
  const ending = JSON.parse(
    browser.run(JSON.stringify({ ...(JSON.parse(jobOf(code)) as object), ...more })),
  ) as { how: string; sentence: string | null; call: string | null };
  return { ...ending, printed, pausedSeconds };
}

it('names a call to try after a program that only defines functions', async () => {
  const callAfter = async (code: string) => (await run(code)).call;
  const add = '"""Adds."""\nimport math\n\ndef add(a, b, c=0):\n    return a + b\n';
  expect(await callAfter(add)).toBe('add(a, b)');
  const two = 'def hello():\n    return 1\n\ndef other(x):\n    pass\n';
  expect(await callAfter(two)).toBe('hello()');
  for (const code of ['def f():\n    pass\n\nf()\n', 'class A:\n    pass\n', 'x = 1\n', '1 / 0'])
    expect(await callAfter(code)).toBeNull();
});

describe('a program of several files', () => {
  const start = (main: string, shapes: string) =>
    run(main, false, {
      fileName: 'main.py',
      otherFiles: [{ fileName: 'shapes.py', code: shapes }],
      files: [{ path: 'words.txt', contentBase64: 'w6Ruw6QK' }],
    });

  it('imports its other files, and opens what lies beside them', async () => {
    const main = 'import shapes\nprint(shapes.area(3), open("words.txt", encoding="utf-8").read())';
    expect(await start(main, 'def area(x):\n    return x * x\n')).toMatchObject({
      how: 'done',
      printed: '9 änä\n\n',
    });
  });

  it('has the names of its files in tracebacks, and in the sentence about them', async () => {
    const main = 'import shapes\n\nshapes.area(3)\n';
    const { printed, sentence } = await start(main, 'def area(x):\n    return x * pie\n');
    expect(printed).toContain('File "main.py", line 3, in <module>\n    shapes.area(3)');
    expect(printed).toContain('File "shapes.py", line 2, in area\n    return x * pie');
    expect(sentence).toMatch(/^Line 2 of shapes\.py: `pie` is not defined\./);
    const inMain = await start('import shapes\nprint(shaps)\n', '');
    expect(inMain.sentence).toMatch(/^Line 2 of main\.py: `shaps` is not defined\./);
    const inOther = await start('import shapes\nprint(area(2))\n', 'def area(x):\n    return x\n');
    expect(inOther.sentence).toContain('`area` is defined in shapes.py.');
  });

  it('has the line of another file that Python cannot read', async () => {
    const { printed, sentence } = await start('import shapes\n', 'x = 1\nprint("hello"\n');
    expect(printed).toContain('File "shapes.py", line 2\n');
    expect(printed).not.toContain('/home/student');
    expect(sentence).toMatch(/^Line 2 of shapes\.py: /);
  });
});

describe('asyncio in the page', () => {
  it.each<[string, string, string]>([
    [
      'run',
      'async def main():\n    await asyncio.sleep(0)\n    return 3\nprint(asyncio.run(main()))',
      '3\n',
    ],
    [
      'gather, in the order in which they wake up',
      'async def one(n):\n    await asyncio.sleep(n / 5)\n    print(n)\n    return n\nasync def main():\n    print(await asyncio.gather(one(3), one(1), one(2)))\nasyncio.run(main())',
      '1\n2\n3\n[3, 1, 2]\n',
    ],
    [
      'tasks and queues',
      'async def put(queue):\n    for n in range(3):\n        await queue.put(n)\n    await queue.put(None)\nasync def main():\n    queue = asyncio.Queue(1)\n    task = asyncio.create_task(put(queue))\n    while (n := await queue.get()) is not None:\n        print(n)\n    await task\nasyncio.run(main())',
      '0\n1\n2\n',
    ],
    [
      'a task group that fails',
      'async def fail():\n    raise ValueError("no")\nasync def main():\n    try:\n        async with asyncio.TaskGroup() as group:\n            group.create_task(fail())\n            group.create_task(asyncio.sleep(60))\n    except* ValueError as errors:\n        print(errors.exceptions)\nasyncio.run(main())',
      "(ValueError('no'),)\n",
    ],
    [
      'wait_for and timeout',
      'async def main():\n    for wait in (asyncio.wait_for(asyncio.sleep(60), 0.01), within()):\n        try:\n            await wait\n        except TimeoutError:\n            print("too late")\nasync def within():\n    async with asyncio.timeout(0.01):\n        await asyncio.Event().wait()\nasyncio.run(main())',
      'too late\ntoo late\n',
    ],
    [
      'asynchronous generators and context managers',
      'import contextlib\n@contextlib.asynccontextmanager\nasync def opened():\n    yield "in"\n    print("out")\nasync def count():\n    for n in range(2):\n        yield n\nasync def main():\n    async with opened() as text:\n        print(text, [n async for n in count()])\nasyncio.run(main())',
      'in [0, 1]\nout\n',
    ],
    [
      'run twice, and the loop of before asyncio.run',
      'async def main():\n    return 1\nprint(asyncio.run(main()) + asyncio.run(main()))\nloop = asyncio.get_event_loop()\nprint(loop.run_until_complete(main()))\nwith asyncio.Runner() as runner:\n    print(runner.run(main()))',
      '2\n1\n1\n',
    ],
    [
      'no running loop outside of coroutines',
      'try:\n    asyncio.get_running_loop()\nexcept RuntimeError as error:\n    print(error)\nasync def main():\n    try:\n        asyncio.run(main())\n    except RuntimeError as error:\n        print(error)\nasyncio.run(main())',
      'no running event loop\nasyncio.run() cannot be called from a running event loop\n',
    ],
  ])('has %s', async (_what, code, printed) => {
    const outcome = await run(
      `import asyncio, warnings\nwarnings.simplefilter("ignore")\n${code}\n`,
    );
    expect(outcome.printed).toBe(printed);
    expect(outcome.how).toBe('done');
  });

  it('waits through the page, which Stop can interrupt', async () => {
    const code = 'import asyncio\nprint("begun")\nasyncio.run(asyncio.sleep(0.05))\n';
    const outcome = await run(code);
    expect(outcome).toMatchObject({ how: 'done', printed: 'begun\n' });
    expect(outcome.pausedSeconds).toBeGreaterThan(0.02);
    const forever =
      'import asyncio\nasync def main():\n    await asyncio.Event().wait()\nasyncio.run(main())\n';
    expect(await run(forever, true)).toMatchObject({ how: 'interrupted' });
  });

  it('stops a busy coroutine', async () => {
    const interrupts = new Int32Array(1);
    let printed = '';
    const page = {
      write(_stream: string, text: string) {
        printed += text;
        if (text.startsWith('begun')) interrupts[0] = 2;
      },
      take_interrupt: () => false,
    };
    const browser = await startBrowser(page, interrupts);
    const code =
      'import asyncio\nasync def main():\n    print("begun")\n    for n in range(20_000_000):\n        pass\n    print("not stopped")\nasyncio.run(main())\n';
    expect(JSON.parse(browser.run(jobOf(code)))).toMatchObject({ how: 'interrupted' });
    expect(printed).not.toContain('not stopped');
  });

  it('reports an exception in a coroutine like any other', async () => {
    const outcome = await run(
      'import asyncio\nasync def main():\n    1 / 0\nasyncio.run(main())\n',
    );
    expect(outcome.how).toBe('error');
    expect(outcome.printed).toContain('line 3, in main');
    expect(outcome.printed).toContain('ZeroDivisionError');
    expect(outcome.printed).not.toContain('one_thread');
  });

  it.each([
    [
      'a TestCase',
      'class T(unittest.TestCase):\n    def test_it(self):\n        self.assertEqual(asyncio.run(double(3)), 6)\n',
    ],
    [
      'an IsolatedAsyncioTestCase',
      'class T(unittest.IsolatedAsyncioTestCase):\n    async def asyncSetUp(self):\n        self.n = await double(1)\n    async def test_it(self):\n        self.assertEqual(await asyncio.gather(double(self.n), double(2)), [4, 4])\n    async def test_more(self):\n        with self.assertRaises(TimeoutError):\n            await asyncio.wait_for(asyncio.Event().wait(), 0.01)\n',
    ],
  ])('runs in the tests of %s', async (_what, tests) => {
    const browser = await startBrowser({});
    const frames: { kind: string; verdict?: string }[] = [];
    const code =
      'import asyncio\nasync def double(n):\n    await asyncio.sleep(0.01)\n    return 2 * n\n';
    browser.judge(
      jobOf(code, `import asyncio, unittest\nfrom submission import double\n\n${tests}`),
      (frame) => void frames.push(JSON.parse(frame) as { kind: string }),
    );
    expect(frames.at(-1)).toMatchObject({ kind: 'verdict', verdict: 'passed' });
  });
});

it.each([
  ['a thread', 'import threading\nthreading.Thread(target=print).start()\n'],
  ['a timer', 'from threading import Timer\nTimer(0.1, print).start()\n'],
  [
    'a pool',
    'from concurrent.futures import ThreadPoolExecutor\nwith ThreadPoolExecutor() as pool:\n    print(list(pool.map(abs, [-1])))\n',
  ],
  [
    'to_thread',
    'import asyncio\nasync def main():\n    await asyncio.to_thread(print)\nasyncio.run(main())\n',
  ],
  ['_thread', 'import _thread\n_thread.start_new_thread(print, ())\n'],
])('refuses %s, which only the server runs', async (_what, code) => {
  const { how, printed, sentence } = await run(code);
  expect(how).toBe('error');
  expect(`${printed}${sentence ?? ''}`).toContain(
    'Python in the browser cannot start threads. Hand in to run this on the server.',
  );
  expect(printed).not.toMatch(/can't start new thread|During handling/);
});
