import { availableParallelism } from 'node:os';
import type { GradingRecord, LoadedAssignment, LoadedCourse } from '@touchstone/contracts';
import { hashBundle, recordKey, type CourseFolder } from '@touchstone/course';
import { judgeVersion, type Sandbox } from '@touchstone/grader-api/offline';
import { CommandError, exitStatuses } from '../command-error.ts';
import { inOrder } from '../ground/in-order.ts';
import { makeRecord, type Model } from './make-record.ts';

export interface RecordSources {
  /** The records that are known already under any of these keys. */
  findRecords: (keys: readonly string[]) => Promise<readonly GradingRecord[]>;
  /** Asked for only when a record is missing; closed by whoever gives it. */
  openSandbox: () => Promise<Pick<Sandbox, 'record' | 'forgeable'>>;
  onProgress?: ((text: string) => void) | undefined;
  onWarning?: ((message: string) => void) | undefined;
  signal?: AbortSignal | undefined;
}

/** An assignment that is graded in two processes, and the key that its record must have. */
interface Wanted extends Model {
  readonly course: string;
  readonly slug: string;
  readonly key: string;
}

/**
 * The courses with a record in each bundle that takes one: those that are known, and for the
 * others the model solution is run now. Where the sandbox grades in one process there are none,
 * and a warning. Rejects with a CommandError that names each model solution that does not pass.
 */
export async function withRecords(
  folders: readonly CourseFolder[],
  sources: RecordSources,
): Promise<LoadedCourse[]> {
  const wanted = await wantedRecords(folders);
  const keys = [...new Set(wanted.map(({ key }) => key))];
  const found = await sources.findRecords(keys);
  const records = new Map(found.map((record) => [record.key, record]));
  const missing = [
    ...new Map(wanted.filter(({ key }) => !records.has(key)).map((one) => [one.key, one])).values(),
  ];
  if (missing.length > 0) {
    for (const record of await makeMissing(missing, sources)) records.set(record.key, record);
  }
  const keyOf = new Map(wanted.map((one) => [nameOf(one), one.key]));
  return folders.map(({ course }) => ({
    ...course,
    assignments: course.assignments.map((assignment) => {
      const key = keyOf.get(nameOf({ course: course.slug, slug: assignment.slug }));
      return withRecord(assignment, records.get(key ?? '') ?? null);
    }),
  }));
}

async function wantedRecords(folders: readonly CourseFolder[]): Promise<Wanted[]> {
  const version = await judgeVersion();
  return folders.flatMap(({ course, solutions }) =>
    course.assignments.flatMap(({ slug, bundle }) => {
      const solution = solutions.get(slug);
      if (bundle.judge !== 'split' || solution === undefined) return [];
      const key = recordKey({ bundle, solution, judgeVersion: version });
      return [{ course: course.slug, slug, bundle, solution, key }];
    }),
  );
}

async function makeMissing(
  missing: readonly Wanted[],
  sources: RecordSources,
): Promise<GradingRecord[]> {
  const { onProgress, onWarning, signal } = sources;
  const sandbox = await sources.openSandbox();
  if (sandbox.forgeable) {
    onWarning?.(
      'Only Pyodide is at hand here, so no model solution was run. Tests and programs share one ' +
        'process with it, and a program can forge its verdict. Graders with bubblewrap refuse ' +
        'what is loaded so: load it again where bubblewrap works.',
    );
    return [];
  }
  const records: GradingRecord[] = [];
  const faults: string[] = [];
  let done = 0;
  await inOrder(
    missing,
    {
      concurrency: availableParallelism(),
      work: async (one) => {
        signal?.throwIfAborted();
        onProgress?.(`running the model solutions … ${done} of ${missing.length}`);
        const made = await makeRecord(one, sandbox);
        done += 1;
        return made;
      },
    },
    (made, one) => {
      if ('record' in made) records.push(made.record);
      else faults.push(`${nameOf(one)}/solution.py: ${made.fault}`);
    },
  );
  if (faults.length > 0) throw refusal(faults);
  return records;
}

const nameOf = ({ course, slug }: { course: string; slug: string }): string => `${course}/${slug}`;

function withRecord(assignment: LoadedAssignment, record: GradingRecord | null): LoadedAssignment {
  const bundle = { ...assignment.bundle, record };
  return { ...assignment, bundle, bundleHash: hashBundle(bundle) };
}

function refusal(faults: readonly string[]): CommandError {
  const head =
    faults.length === 1
      ? 'A model solution does not pass its own tests'
      : `${faults.length} model solutions do not pass their own tests`;
  const lines = [`${head}, so nothing was loaded:`, ...faults.map((fault) => `  ${fault}`)];
  return new CommandError(lines.join('\n'), {
    exitStatus: exitStatuses.no,
    next: 'Mend them; `touchstone course check DIR` says more about each assignment.',
  });
}
