import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { checkout, SetupError } from './checkout.mjs';
import { ensurePackages } from './packages.mjs';
import { npm, run } from './run.mjs';

/*
 * Runs scripts of package.json by another version of Node.js, which comes from the npm registry:
 *
 *   npm run test:node -- 26                  all gates and unit tests
 *   npm run test:node -- 26.12.1 test        all tests
 */
const usage =
  'Usage: npm run test:node -- VERSION [SCRIPT…], such as: npm run test:node -- 26 test';
const usualScripts = ['check', 'test:unit'];
const cacheFolder = join(checkout, 'node_modules/.cache/node-versions');

/** @param {string} version such as 26 or 26.12.1; resolves to the program's path */
async function fetchNode(version) {
  const folder = join(cacheFolder, version);
  const program = join(folder, 'package/bin/node');
  if (existsSync(program)) return program;
  mkdirSync(cacheFolder, { recursive: true });
  const download = mkdtempSync(join(cacheFolder, 'download-'));
  try {
    const name = `node-${process.platform}-${process.arch}@${version}`;
    const status = await npm(['pack', '--silent', '--pack-destination', download, name]);
    if (status !== 0) throw new SetupError(`The registry has no ${name}.`);
    execFileSync('sh', ['-c', 'tar -xzf *.tgz && rm *.tgz'], { cwd: download });
    chmodSync(join(download, 'package/bin/node'), 0o755);
    renameSync(download, folder);
  } finally {
    rmSync(download, { recursive: true, force: true });
  }
  return program;
}

/** @param {string} version @param {readonly string[]} scripts */
async function testWith(version, scripts) {
  await ensurePackages();
  const node = await fetchNode(version);
  const release = execFileSync(node, ['-p', 'process.version + " " + (process.release.lts ?? "")']);
  const npmProgram = process.env.npm_execpath ?? '';
  const PATH = `${dirname(node)}${delimiter}${process.env.PATH ?? ''}`;
  let failed = 0;
  for (const script of scripts) {
    console.log(`\n── ${script}, by Node.js ${String(release).trim()}`);
    if ((await run(node, [npmProgram, 'run', script], { PATH })) !== 0) failed += 1;
  }
  console.log(`\n${scripts.length - failed} of ${scripts.length} scripts passed.`);
  return failed === 0 ? 0 : 1;
}

const [version = '', ...scripts] = process.argv.slice(2);
if (!/^\d+(?:\.\d+){0,2}$/.test(version)) {
  console.error(usage);
  process.exitCode = 2;
} else {
  try {
    process.exitCode = await testWith(version, scripts.length > 0 ? scripts : usualScripts);
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    console.error(error.message);
    process.exitCode = 2;
  }
}
