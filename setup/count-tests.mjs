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
 * The part of Playwright's JSON report that is used here. A flaky test failed before it passed.
 *
 * @typedef {{ status: 'expected' | 'unexpected' | 'flaky' | 'skipped' }} BrowserTest
 * @typedef {{ file: string, title: string, tests: BrowserTest[] }} Spec
 * @typedef {{ specs?: Spec[], suites?: Suite[] }} Suite
 */

/**
 * What became of a file's tests, or, where `file` is null, of something else that passes or fails.
 * The file's path is relative to the checkout; `failures` names what failed.
 *
 * @typedef {{ file: string | null, passed: number, failures: string[] }} Count
 */

/**
 * Counts a run of vitest. Whatever has not passed has failed: a skipped test, a file that does not
 * load, and a run that failed for a reason that no test shows.
 *
 * @param {string} reportFile
 * @param {number} status the exit status of the run
 * @returns {Count[]}
 */
export function countTests(reportFile, status) {
  /** @type {FileResult[]} */
  const files = readReport(reportFile)?.testResults ?? [];
  return withStatus(files.map(countFile), status, 'the run of vitest');
}

/**
 * Counts a run of Playwright by the same rules.
 *
 * @param {string} reportFile
 * @param {number} status the exit status of the run
 * @returns {Count[]}
 */
export function countE2eTests(reportFile, status) {
  /** @type {Map<string, Count>} */
  const counts = new Map();
  for (const { file, title, tests } of specsOf(readReport(reportFile) ?? {})) {
    const count = counts.get(file) ?? { file: `e2e/${file}`, passed: 0, failures: [] };
    counts.set(file, count);
    for (const test of tests) {
      if (test.status === 'expected') count.passed += 1;
      else count.failures.push(`e2e/${file} > ${title}`);
    }
  }
  return withStatus([...counts.values()], status, 'the run of Playwright');
}

/**
 * The counts after some files were run again.
 *
 * @param {readonly Count[]} first
 * @param {readonly Count[]} again of files that `first` has, too
 * @returns {Count[]}
 */
export function replaceCounts(first, again) {
  const replaced = new Set(again.map(({ file }) => file));
  return [...first.filter(({ file }) => file === null || !replaced.has(file)), ...again];
}

/**
 * @param {readonly Count[]} counts
 * @returns {{ passed: number, failures: string[] }}
 */
export function sum(counts) {
  return {
    passed: counts.reduce((total, { passed }) => total + passed, 0),
    failures: counts.flatMap(({ failures }) => failures),
  };
}

/**
 * @param {Suite} suite
 * @returns {Spec[]}
 */
function specsOf({ specs = [], suites = [] }) {
  return [...specs, ...suites.flatMap(specsOf)];
}

/**
 * @param {Count[]} counts
 * @param {number} status
 * @param {string} run
 * @returns {Count[]}
 */
function withStatus(counts, status, run) {
  if (status === 0 || counts.some(({ failures }) => failures.length > 0)) return counts;
  return [...counts, { file: null, passed: 0, failures: [run] }];
}

/**
 * @param {FileResult} file
 * @returns {Count}
 */
function countFile({ name, status, assertionResults }) {
  const file = relative(checkout, name);
  const failures = assertionResults
    .filter((test) => test.status !== 'passed')
    .map(({ fullName }) => `${file} > ${fullName}`);
  const passed = assertionResults.length - failures.length;
  if (status !== 'passed' && failures.length === 0) failures.push(file);
  return { file, passed, failures };
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
