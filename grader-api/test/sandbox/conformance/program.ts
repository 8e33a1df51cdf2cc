import { outcomes, verdicts, type Verdict } from '@touchstone/contracts';
import { z } from 'zod';

/** The groups of programs without malice, where the outcome of each test is known. */
export const honestGroups = ['right', 'wrong', 'odd'] as const;
export type Group = (typeof honestGroups)[number] | 'hostile' | 'forging';

const verdict = z.enum(verdicts);

/** Verdicts for failures of our own, which no program may get. */
const studentVerdicts: readonly Verdict[] = verdicts.filter((each) => each !== 'internal-error');
const refusals = studentVerdicts.filter((each) => each !== 'passed');

const oneOrMore = z.union([verdict.transform((only) => [only]), z.array(verdict).min(1)]);

const shape = z.strictObject({
  title: z.string().min(1),
  assignment: z.string().min(1),
  code: z.string(),
  verdict: oneOrMore.optional(),
  tests: z.record(z.string(), z.enum(outcomes)).optional(),
  says: z.array(z.string().min(1)).min(1).optional(),
  sandboxes: z
    .array(z.enum(['bubblewrap', 'pyodide']))
    .min(1)
    .default(['bubblewrap', 'pyodide']),
});

export interface Program extends Omit<z.infer<typeof shape>, 'verdict'> {
  /** Its file, such as `hostile/time.yaml`. */
  readonly file: string;
  /** It is a right or plainly wrong program among others that are refused. */
  readonly control: boolean;
  /** The verdicts that are allowed. */
  readonly verdicts: readonly Verdict[];
}

/** All programs of one file. Throws an Error that names the file, the program and what is wrong. */
export function parsePrograms(content: unknown, file: string, group: Group): Program[] {
  const parsed = z.array(shape).min(1).safeParse(content);
  if (!parsed.success) throw new Error(`${file}: ${describe(parsed.error, content)}`);
  return parsed.data.map(({ verdict: allowed, ...program }) => {
    const control = file.endsWith('control.yaml');
    const fault = faultOf(control ? 'right' : group, program.tests, allowed);
    if (fault !== null) throw new Error(`${file}: "${program.title}": ${fault}`);
    return { ...program, file, control, verdicts: allowed ?? refusals };
  });
}

function faultOf(
  group: Group,
  tests: Program['tests'],
  allowed: readonly Verdict[] | undefined,
): string | null {
  if (allowed?.includes('internal-error')) return 'no program may be called our own fault';
  if (group === 'forging') {
    return allowed?.includes('passed') === true ? 'no forging program may pass' : null;
  }
  if (allowed === undefined) return 'verdict is missing';
  if (group === 'hostile') return null;
  if (tests === undefined) return 'tests is missing: the outcome of each test';
  return allowed.length === 1 ? null : 'must have one verdict, not a choice';
}

function describe(error: z.ZodError, content: unknown): string {
  return error.issues
    .map(({ path: [index, ...rest], message }) => {
      const entry: unknown = Array.isArray(content) ? content[Number(index)] : undefined;
      const title = z.object({ title: z.string() }).safeParse(entry).data?.title;
      return `"${title ?? `program ${String(index)}`}": ${rest.join('.')}: ${message}`;
    })
    .join('; ');
}
