import type { GradingBundle, GradingJob, GradingReport, Judge } from '@touchstone/contracts';
import type { Sandbox } from '../../../src/sandbox/sandbox.ts';
import { readAssignments } from './read-set.ts';

/** A sandbox that can make the record of a model solution, which its split judge needs. */
export interface RecordingSandbox extends Sandbox {
  record(job: GradingJob): Promise<unknown>;
}

export type Grade = (assignment: string, code: string) => Promise<GradingReport>;

/** Grades programs of the set with one judge; the record of each assignment is made once. */
export function createGrade(sandbox: Sandbox, judge: Judge): Grade {
  const assignments = readAssignments();
  const bundles = new Map<string, Promise<GradingBundle>>();

  async function prepare(slug: string): Promise<GradingBundle> {
    const assignment = (await assignments).get(slug);
    if (assignment === undefined) throw new Error(`there is no assignment ${slug}`);
    const bundle = { ...assignment.bundle, judge };
    if (judge === 'shared') return bundle;
    const code = assignment.solution ?? '';
    const record = await (sandbox as RecordingSandbox).record({ code, bundle });
    return Object.assign(bundle, { record });
  }

  return async (slug, code) => {
    const bundle = bundles.get(slug) ?? prepare(slug);
    bundles.set(slug, bundle);
    return sandbox.grade({ code, bundle: await bundle });
  };
}
