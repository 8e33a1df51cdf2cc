import type { GradingBundle, GradingReport, Judge } from '@touchstone/contracts';
import type { Sandbox } from '../../../src/sandbox/sandbox.ts';
import { readAssignments } from './read-set.ts';

/** Grading does not check whether a record is old, so its key does not matter here. */
const anyKey = '0'.repeat(64);

export type Grade = (assignment: string, code: string) => Promise<GradingReport>;

/** Grades programs of the set with one judge, and makes the record of each assignment once. */
export function createGrade(sandbox: Sandbox, judge: Judge): Grade {
  const assignments = readAssignments();
  const bundles = new Map<string, Promise<GradingBundle>>();

  async function prepare(slug: string): Promise<GradingBundle> {
    const assignment = (await assignments).get(slug);
    if (assignment === undefined) throw new Error(`there is no assignment ${slug}`);
    const bundle = { ...assignment.bundle, judge };
    if (judge === 'shared') return bundle;
    const job = { code: assignment.solution?.code ?? '', bundle };
    const { record } = await sandbox.record(job);
    if (record === null) throw new Error(`the model solution of ${slug} made no record`);
    return Object.assign(bundle, { record: { key: anyKey, ...record } });
  }

  return async (slug, code) => {
    const bundle = bundles.get(slug) ?? prepare(slug);
    bundles.set(slug, bundle);
    return sandbox.grade({ code, bundle: await bundle });
  };
}
