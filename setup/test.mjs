import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkout, SetupError } from './checkout.mjs';
import { countE2eTests, countTests, replaceCounts, sum } from './count-tests.mjs';
import { ensurePackages } from './packages.mjs';
import { npmAside, run } from './run.mjs';
import { playwrightArgs } from './playwright.mjs';
import { ensureSystem } from './system.mjs';
import { ensureUi } from './ui.mjs';

/** If tests of more files than these fail, it is not for want of processor time. */
const mostFilesAgain = 12;

/** Set-up, all gates, all tests; each of them runs even when another has failed. */
async function testAll() {
  await ensurePackages();
  await ensureSystem('test');
  await ensureUi();
  const gatesPassed = passGates();
  heading('e2e tests');
  // Recording traces costs two fifths of the browser tests' processor time. Tests that fail run again, with traces.
  const e2eCounts = await runE2eTests(['--trace', 'off']);
  heading('unit and integration tests');
  const tested = await runTests([]);
  const passed = [];
  for (const { gate, status, output } of await gatesPassed) {
    heading(gate);
    process.stdout.write(output);
    passed.push(
      status === 0
        ? { file: null, passed: 1, failures: [] }
        : { file: null, passed: 0, failures: [`npm run ${gate}`] },
    );
  }
  const first = [...tested, ...e2eCounts];
  const again = await runAgain(first);
  const counts = sum([...passed, ...replaceCounts(first, again)]);
  const flaky = sum(first).failures.filter((failure) => !counts.failures.includes(failure));
  return { ...counts, flaky };
}

/**
 * Runs the files with failed tests once more, with nothing beside them: on a busy machine a test may
 * fail for want of processor time.
 *
 * @param {readonly import('./count-tests.mjs').Count[]} counts
 */
async function runAgain(counts) {
  const files = counts.flatMap(({ file, failures }) =>
    file !== null && failures.length > 0 ? [file] : [],
  );
  if (files.length === 0 || files.length > mostFilesAgain) return [];
  heading(`once more, with nothing beside it: ${files.join(', ')}`);
  const inE2e = (/** @type {string} */ file) => file.startsWith('e2e/');
  const testFiles = files.filter((file) => !inE2e(file));
  const e2eFiles = files.filter(inE2e);
  const again = [];
  if (testFiles.length > 0) again.push(...(await runTests(['--maxWorkers=1', ...testFiles])));
  if (e2eFiles.length > 0) again.push(...(await runE2eTests(['--workers=1', ...e2eFiles])));
  return again;
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

/**
 * Unit and integration tests in one run, so that no core waits for the last file of a kind.
 *
 * @param {readonly string[]} args
 */
function runTests(args) {
  return withReportFile(async (report) => {
    const vitest = join(checkout, 'node_modules', 'vitest', 'vitest.mjs');
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
    const status = await run(process.execPath, [vitest, 'run', ...reporters, ...args]);
    return countTests(report, status);
  });
}

/**
 * Not beside the others: on two cores both took three times as long, and gradings ran into their limits.
 *
 * @param {readonly string[]} args
 */
function runE2eTests(args) {
  return withReportFile(async (report) => {
    const status = await run(
      process.execPath,
      [...playwrightArgs(), '--reporter=list,json', ...args],
      { PLAYWRIGHT_JSON_OUTPUT_FILE: report },
    );
    return countE2eTests(report, status);
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

/** @param {{ passed: number, failures: readonly string[], flaky: readonly string[] }} counts */
function printCounts({ passed, failures, flaky }) {
  if (flaky.length > 0) {
    console.log(['\nFailed beside other tests, passed alone:', ...flaky].join('\n  '));
  }
  if (failures.length > 0) console.log(['\nFailed:', ...failures].join('\n  '));
  console.log(`\n${passed} passed, ${failures.length} failed`);
}

try {
  const counts = await testAll();
  printCounts(counts);
  process.exitCode = counts.failures.length === 0 ? 0 : 1;
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  console.error(`\n${error.message}`);
  printCounts({ passed: 0, failures: ['the set-up'], flaky: [] });
  process.exitCode = 2;
}
