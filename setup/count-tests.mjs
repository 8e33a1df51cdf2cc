import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { checkout } from './checkout.mjs';

/**
 * The part of vitest's JSON report that is used here; its format is Jest's.
 *
 * @typedef {{ status: string, fullName: string }} TestResult
 * @typedef {{ name: string, status: string, assertionResults: TestResult[] }} FileResult
 */

/**
 * The part of Playwright's JSON report that is read here. A flaky test failed before it passed.
 *
 * @typedef {Record<'expected' | 'unexpected' | 'flaky' | 'skipped', number>} Stats
 * @typedef {{ status: 'expected' | 'unexpected' | 'flaky' | 'skipped' }} BrowserTest
 * @typedef {{ file: string, title: string, tests: BrowserTest[] }} Spec
 * @typedef {{ specs?: Spec[], suites?: Suite[] }} Suite
 */

/**
 * `failures` names the tests that failed, as far as a report does; `failed` counts the others, too.
 *
 * @typedef {{ passed: number, failed: number, failures: string[] }} Counts
 */

/**
 * Counts a run of vitest. Whatever has not passed has failed: a skipped test, a file that does not
 * load, and a run that failed for a reason that no test shows.
 *
 * @param {string} reportFile
 * @param {number} status the exit status of the run
 * @returns {Counts}
 */
export function countTests(reportFile, status) {
  /** @type {FileResult[]} */
  const files = readReport(reportFile)?.testResults ?? [];
  return withStatus(sum(files.map(countFile)), status);
}

/**
 * Counts a run of Playwright by the same rules.
 *
 * @param {string} reportFile
 * @param {number} status the exit status of the run
 * @returns {Counts}
 */
export function countE2eTests(reportFile, status) {
  const report = readReport(reportFile);
  /** @type {Stats} */
  const stats = report?.stats ?? { expected: 0, unexpected: 0, flaky: 0, skipped: 0 };
  const { expected, unexpected, flaky, skipped } = stats;
  const failures = specsOf(report ?? {})
    .filter(({ tests }) => tests.some((test) => test.status !== 'expected'))
    .map(({ file, title }) => `e2e/${file} > ${title}`);
  return withStatus({ passed: expected, failed: unexpected + flaky + skipped, failures }, status);
}

/**
 * @param {Suite} suite
 * @returns {Spec[]}
 */
function specsOf({ specs = [], suites = [] }) {
  return [...specs, ...suites.flatMap(specsOf)];
}

/**
 * @param {readonly Counts[]} counts
 * @returns {Counts}
 */
export function sum(counts) {
  let [passed, failed] = [0, 0];
  for (const part of counts) {
    passed += part.passed;
    failed += part.failed;
  }
  return { passed, failed, failures: counts.flatMap(({ failures }) => failures) };
}

/**
 * @param {Counts} counts
 * @param {number} status
 * @returns {Counts}
 */
function withStatus(counts, status) {
  return status !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}

/**
 * @param {FileResult} file
 * @returns {Counts}
 */
function countFile({ name, status, assertionResults }) {
  const file = relative(checkout, name);
  const failures = assertionResults
    .filter((test) => test.status !== 'passed')
    .map(({ fullName }) => `${file} > ${fullName}`);
  const passed = assertionResults.length - failures.length;
  if (status !== 'passed' && failures.length === 0) failures.push(file);
  return { passed, failed: failures.length, failures };
}

/**
 * @param {string} file
 * @returns {any} Null when there is no report.
 */
function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}
