import { readFileSync } from 'node:fs';

/**
 * The part of vitest's JSON report that is read here; the form is Jest's.
 *
 * @typedef {{ status: string, assertionResults: { status: string }[] }} FileResult
 * @typedef {{ passed: number, failed: number }} Counts
 */

/**
 * Counts a run of vitest. Whatever has not passed has failed: a skipped test, a file that does not
 * load, and a run that ended badly for a reason that no test shows.
 *
 * @param {string} reportFile
 * @param {number} status the exit status of the run
 * @returns {Counts}
 */
export function countTests(reportFile, status) {
  const counts = readReport(reportFile)
    .map(countFile)
    .reduce(
      (sum, { passed, failed }) => ({ passed: sum.passed + passed, failed: sum.failed + failed }),
      {
        passed: 0,
        failed: 0,
      },
    );
  return status !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}

/**
 * @param {FileResult} file
 * @returns {Counts}
 */
function countFile({ status, assertionResults }) {
  const passed = assertionResults.filter((test) => test.status === 'passed').length;
  const failed = assertionResults.length - passed;
  return { passed, failed: status === 'passed' ? failed : Math.max(1, failed) };
}

/**
 * @param {string} file
 * @returns {FileResult[]}
 */
function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).testResults;
  } catch {
    return [];
  }
}
