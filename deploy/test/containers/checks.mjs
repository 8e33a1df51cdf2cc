let passed = 0;
let failed = 0;

/**
 * Runs one check and prints its outcome; what it returns is printed beside it.
 *
 * @param {string} title
 * @param {() => Promise<string | void>} run rejects if it failed
 */
export async function check(title, run) {
  const begunMs = performance.now();
  const seconds = () => `${((performance.now() - begunMs) / 1000).toFixed(1)} s`;
  try {
    const detail = await run();
    passed += 1;
    console.log(`  passed  ${title} (${seconds()})${detail ? `: ${detail}` : ''}`);
  } catch (error) {
    failed += 1;
    const message = error instanceof Error ? error.message : String(error);
    console.log(`  FAILED  ${title} (${seconds()}): ${message}`);
  }
}

/** Prints the count of all checks; returns the exit status. */
export function summary() {
  console.log(`\n${passed} passed, ${failed} failed`);
  return failed === 0 && passed > 0 ? 0 : 1;
}

/**
 * @param {boolean} holds
 * @param {string} message
 * @returns {asserts holds}
 */
export function assert(holds, message) {
  if (!holds) throw new Error(message);
}
