import { createInterface } from 'node:readline';
import type { GradingJob } from '@touchstone/contracts';
import { createSandbox, inspectSandbox } from '../../src/offline.ts';

/**
 * A program: grades in a process of its own, as the user and in the surroundings that it was started
 * in. Reads a job a line; writes a line for what it grades with, then one for each job as it ends, and
 * ends with its input.
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
