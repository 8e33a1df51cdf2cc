import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';

const checkout = fileURLToPath(new URL('..', import.meta.url));

/**
 * The violations that a config of dependency-cruiser finds in these sources; empty if there are none.
 * @param {string} config
 * @param {Record<string, string>} sources
 */
async function cruise(config, sources) {
  const folder = await mkdtemp(join(tmpdir(), 'import-rules-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const [path, text] of Object.entries({ 'tsconfig.json': '{}', ...sources })) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  const program = join(checkout, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const args = ['--config', join(checkout, config), '--output-type', 'err', 'src'];
  const run = promisify(execFile)(process.execPath, [program, ...args], { cwd: folder });
  return run.then(
    () => '',
    (/** @type {{ stdout: string }} */ { stdout }) => stdout,
  );
}

const fileCircle = {
  'src/a.ts': "import './b.ts';\n",
  'src/b.ts': "import './a.ts';\n",
};

/** No two files import each other, but the two folders do. */
const folderCircle = {
  'src/one/a.ts': "import '../two/b.ts';\n",
  'src/one/d.ts': '',
  'src/two/b.ts': '',
  'src/two/c.ts': "import '../one/d.ts';\n",
};

test('a circle of files is refused', async () => {
  expect(await cruise('.dependency-cruiser.js', fileCircle)).toContain('no-file-circles');
});

test('a circle of folders is refused', async () => {
  const found = await cruise('.dependency-cruiser-folders.js', folderCircle);
  expect(found).toContain('no-folder-circles');
});

test('a circle that only tests close is allowed', async () => {
  const sources = { ...folderCircle, 'src/two/c.test.ts': folderCircle['src/two/c.ts'] };
  delete (/** @type {Partial<typeof sources>} */ (sources)['src/two/c.ts']);
  expect(await cruise('.dependency-cruiser-folders.js', sources)).toBe('');
});
