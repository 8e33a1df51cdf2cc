import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkout, SetupError } from './checkout.mjs';
import { countTests } from './count-tests.mjs';
import { ensurePackages } from './packages.mjs';
import { npm, run } from './run.mjs';
import { ensureSystem } from './system.mjs';
import { ensureUi } from './ui.mjs';

const projects = ['unit', 'integration', 'e2e'];

/** Set-up, all gates, all tests; every one runs even when one before it has failed. */
async function testAll() {
  await ensurePackages();
  await ensureSystem('test');
  await ensureUi();
  const counts = [];
  for (const gate of gates()) {
    heading(gate);
    const status = await npm(['run', '--silent', gate]);
    counts.push(status === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 });
    if (status !== 0) console.error(`${gate} failed`);
  }
  for (const project of projects) {
    heading(`${project} tests`);
    counts.push(await testProject(project));
  }
  return {
    passed: counts.reduce((sum, { passed }) => sum + passed, 0),
    failed: counts.reduce((sum, { failed }) => sum + failed, 0),
  };
}

/** The parts of `npm run check`. */
function gates() {
  const { scripts } = JSON.parse(readFileSync(join(checkout, 'package.json'), 'utf8'));
  return Object.keys(scripts).filter((name) => name.startsWith('check:'));
}

/** @param {string} project */
async function testProject(project) {
  const folder = mkdtempSync(join(tmpdir(), 'touchstone-report-'));
  const report = join(folder, 'report.json');
  const vitest = join(checkout, 'node_modules', 'vitest', 'vitest.mjs');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  try {
    const status = await run(process.execPath, [vitest, 'run', '--project', project, ...reporters]);
    return countTests(report, status);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** @param {string} text */
function heading(text) {
  console.log(`\n── ${text}`);
}

/** @param {{ passed: number, failed: number }} counts */
function tell({ passed, failed }) {
  console.log(`\n${passed} passed, ${failed} failed`);
}

try {
  const counts = await testAll();
  tell(counts);
  process.exitCode = counts.failed === 0 ? 0 : 1;
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  console.error(`\n${error.message}`);
  tell({ passed: 0, failed: 1 });
  process.exitCode = 2;
}
