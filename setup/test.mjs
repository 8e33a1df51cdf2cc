import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkout, SetupError } from './checkout.mjs';
import { countE2eTests, countTests, sum } from './count-tests.mjs';
import { ensurePackages } from './packages.mjs';
import { npmAside, run, runBeside } from './run.mjs';
import { playwrightArgs } from './playwright.mjs';
import { ensureSystem } from './system.mjs';
import { ensureUi } from './ui.mjs';

/** Set-up, all gates, all tests; each of them runs even when another has failed. */
async function testAll() {
  await ensurePackages();
  await ensureSystem('test');
  await ensureUi();
  const gatesPassed = passGates();
  const e2eTested = runE2eTests();
  heading('unit and integration tests');
  const counts = [await runTests()];
  heading('e2e tests');
  const e2e = await e2eTested;
  process.stdout.write(e2e.output);
  counts.push(e2e.counts);
  for (const { gate, status, output } of await gatesPassed) {
    heading(gate);
    process.stdout.write(output);
    counts.push(
      status === 0
        ? { passed: 1, failed: 0, failures: [] }
        : { passed: 0, failed: 1, failures: [`npm run ${gate}`] },
    );
  }
  return sum(counts);
}

/** One after the other, with the processor time that the tests leave. */
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

/** Unit and integration tests in one run, so that no core waits for the last file of a kind. */
function runTests() {
  return withReportFile(async (report) => {
    const vitest = join(checkout, 'node_modules', 'vitest', 'vitest.mjs');
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
    const status = await run(process.execPath, [vitest, 'run', ...reporters]);
    return countTests(report, status);
  });
}

/** They run beside the other tests. */
function runE2eTests() {
  return withReportFile(async (report) => {
    const args = [...playwrightArgs, '--reporter=list,json'];
    const environment = { PLAYWRIGHT_JSON_OUTPUT_FILE: report };
    const { status, output } = await runBeside(process.execPath, args, { environment });
    return { counts: countE2eTests(report, status), output };
  });
}

/**
 * @template T
 * @param {(path: string) => Promise<T>} use
 */
async function withReportFile(use) {
  const folder = mkdtempSync(join(tmpdir(), 'touchstone-report-'));
  try {
    return await use(join(folder, 'report.json'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** @param {string} text */
function heading(text) {
  console.log(`\n── ${text}`);
}

/** @param {import('./count-tests.mjs').Counts} counts */
function printCounts({ passed, failed, failures }) {
  if (failures.length > 0) console.log(['\nFailed:', ...failures].join('\n  '));
  console.log(`\n${passed} passed, ${failed} failed`);
}

try {
  const counts = await testAll();
  printCounts(counts);
  process.exitCode = counts.failed === 0 ? 0 : 1;
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  console.error(`\n${error.message}`);
  printCounts({ passed: 0, failed: 1, failures: [] });
  process.exitCode = 2;
}
