import type { GradingCase } from '@touchstone/contracts';
import { common, type CaseReading } from './case-reading.ts';
import type { WrittenCase } from './case-schema.ts';
import type { WrittenConstructs } from './rule-schema.ts';

type RuleCase = Extract<GradingCase, { kind: 'rule' }>;
export type Construct = RuleCase['constructs'][number];

const ofRule: readonly (keyof WrittenCase)[] = [
  'forbid',
  'require',
  'message',
  'title',
  'points',
  'hint',
  'hidden',
];

/** A rule on the text of the student's file; null after adding a fault. */
export function readRule(read: CaseReading): RuleCase | null {
  const { written, number, addFault } = read;
  const { forbid, require } = written;
  const other = Object.keys(written).find((key) => !ofRule.some((each) => each === key));
  if (other !== undefined || (forbid !== undefined && require !== undefined)) {
    const key = forbid === undefined ? 'require' : 'forbid';
    const advice =
      other === 'example' ? 'remove it: the handout shows each rule' : 'write a separate case';
    const message = `does not go together with "${key}"; ${advice}`;
    addFault([other ?? 'require'], message);
    return null;
  }
  const constructs = constructsOf(forbid ?? require ?? {});
  const forbids = forbid !== undefined;
  const names = constructs.map(nameOf).join(', ');
  return {
    kind: 'rule',
    ...common(written, number, `${forbids ? 'Without' : 'With'} ${names}`),
    forbids,
    constructs,
    message: written.message ?? null,
  };
}

function constructsOf({ imports, calls, loops, recursion }: WrittenConstructs): Construct[] {
  const of = (kind: Construct['kind'], names: true | readonly string[] | undefined) =>
    names === true ? [{ kind, name: null }] : (names ?? []).map((name) => ({ kind, name }));
  const called = calls?.map((name) => name.replace(/\(\)$/, ''));
  return [
    ...of('import', imports),
    ...of('call', called),
    ...of('loop', loops),
    ...of('recursion', recursion),
  ];
}

/** For titles and handouts. */
export function nameOf({ kind, name }: Construct): string {
  if (kind === 'import') return name === null ? 'any import' : `import ${name}`;
  if (kind === 'call') return `${name ?? ''}()`;
  if (kind === 'recursion') return 'recursion';
  if (name === 'comprehension') return 'a comprehension';
  return name === null ? 'a for or while loop' : `a ${name} loop`;
}
