import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkout, SetupError } from './checkout.mjs';
import { countTests } from './count-tests.mjs';
import { ensurePackages } from './packages.mjs';
import { npmAside, run } from './run.mjs';
import { ensureSystem } from './system.mjs';
import { ensureUi } from './ui.mjs';

/** Set-up, all gates, all tests; every one runs even when another has failed. */
async function testAll() {
  await ensurePackages();
  await ensureSystem('test');
  await ensureUi();
  const gatesPassed = passGates();
  heading('unit, integration and e2e tests');
  const tests = await runTests();
  const counts = [tests];
  for (const { gate, status, output } of await gatesPassed) {
    heading(gate);
    process.stdout.write(output);
    if (status !== 0) console.error(`${gate} failed`);
    counts.push(status === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 });
  }
  return {
    passed: counts.reduce((sum, { passed }) => sum + passed, 0),
    failed: counts.reduce((sum, { failed }) => sum + failed, 0),
  };
}

/** One after the other, in the time that the tests wait. */
async function passGates() {
  const passed = [];
  for (const gate of gates()) {
    passed.push({ gate, ...(await npmAside(['run', '--silent', gate])) });
  }
  return passed;
}

/** The parts of `npm run check`. */
function gates() {
  const { scripts } = JSON.parse(readFileSync(join(checkout, 'package.json'), 'utf8'));
  return Object.keys(scripts).filter((name) => name.startsWith('check:'));
}

/** All in one run, so that no core waits for the last file of a kind. */
async function runTests() {
  const folder = mkdtempSync(join(tmpdir(), 'touchstone-report-'));
  const report = join(folder, 'report.json');
  const vitest = join(checkout, 'node_modules', 'vitest', 'vitest.mjs');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  try {
    const status = await run(process.execPath, [vitest, 'run', ...reporters]);
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
