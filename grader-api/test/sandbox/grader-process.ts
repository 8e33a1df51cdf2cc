import { createInterface } from 'node:readline';
import type { GradingJob } from '@touchstone/contracts';
import { createSandbox, inspectSandbox } from '../../src/offline.ts';

/**
 * A program that grades in a separate process, with the user and environment that it was started with.
 * Reads one job per line. Writes one line about itself, then one for each finished job, and exits when
 * its input ends.
 */
const say = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);

const { probes, parts } = await inspectSandbox({});
const sandbox = await createSandbox({ kind: 'bubblewrap' });
const { pid } = process;
say({ description: sandbox.description, parts, probes, uid: process.getuid?.(), pid });
const gradings: Promise<unknown>[] = [];
for await (const line of createInterface({ input: process.stdin })) {
  const { title, job } = JSON.parse(line) as { title: string; job: GradingJob };
  // Recording runs the tests like any grading, and needs no record in the split mode.
  gradings.push(sandbox.record(job).then(({ report }) => say({ title, ...report })));
}
await Promise.all(gradings);
await sandbox.close();
