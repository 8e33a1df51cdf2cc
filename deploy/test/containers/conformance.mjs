import { dirname } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { pythons } from './bases.mjs';
import { assert, check } from './checks.mjs';
import { graderOf } from './images.mjs';
import { podman } from './podman.mjs';

const checkout = dirname(dirname(dirname(import.meta.dirname)));
const inside = '/checkout';
const tests = 'grader-api/test/sandbox/conformance.test.ts';
const testMs = 3_600_000;

/** A container of a grader with the same limits as compose.yaml, and the checkout to read. */
const locked = [
  ...['run', '--rm', '--read-only', '--cap-drop=all', '--security-opt=no-new-privileges'],
  ...['--network=none', '--tmpfs=/tmp', '--workdir', inside],
  ...['--volume', `${checkout}:${inside}:ro`],
];

/** Grades the conformance set in the grader's image with each Python. */
export async function checkConformance() {
  for (const python of pythons) {
    await check(
      `Python ${python}: every program of the conformance set gets its verdict`,
      async () => {
        const version = await podman([...locked, graderOf(python), 'python3', '--version']);
        assert(version.includes(`Python ${python}.`), version);
        const vitest = ['node', 'node_modules/vitest/vitest.mjs', 'run', '--configLoader=runner'];
        const words = [...vitest, '--project=integration', '--no-cache', tests];
        const output = await podman([...locked, graderOf(python), ...words], { timeoutMs: testMs });
        const count = /Tests\s+(.*)/.exec(output)?.[1] ?? '';
        assert(/\d+ passed/.test(count) && !count.includes('failed'), output.slice(-2_000));
        return `${version.trim()}, ${stripVTControlCharacters(count)}`;
      },
    );
  }
}
