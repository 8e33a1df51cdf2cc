import type { GradingCase } from '@touchstone/contracts';
import { nameOf } from './read-rule.ts';

/** A case that the handout shows with what comes of it. */
export interface Example {
  readonly case: GradingCase;
  /** Whether the teacher has written a title. */
  readonly hasTitle: boolean;
}

/**
 * Markdown for the end of the handout: the rules that are not hidden, and the examples. Empty without
 * any.
 */
export function shownCases(cases: readonly GradingCase[], examples: readonly Example[]): string {
  const rules = cases.flatMap((each) =>
    each.kind === 'rule' && !each.hidden ? [`- ${sentenceOf(each)}`] : [],
  );
  return [
    ...(rules.length === 0 ? [] : ['## Rules', rules.join('\n')]),
    ...(examples.length === 0 ? [] : ['## Examples', ...examples.flatMap(shownExample)]),
  ]
    .map((part) => `${part}\n`)
    .join('\n');
}

type RuleCase = Extract<GradingCase, { kind: 'rule' }>;

function sentenceOf({ message, forbids, constructs }: RuleCase): string {
  const names = constructs.map((each) => {
    const name = nameOf(each);
    return each.name === null || each.kind === 'loop' ? name : `\`${name}\``;
  });
  const listed = names.join(', ');
  const said = forbids ? `Not allowed: ${listed}.` : `Required: ${listed}.`;
  return message === null ? said : `${message.replaceAll('\n', ' ')} (${said})`;
}

/** Paragraphs and blocks: what is done, then what comes of it. */
function shownExample({ case: example, hasTitle }: Example): string[] {
  if (example.kind === 'rule') return [];
  const { stdin = '', stdout, compare, writes = {} } = example;
  const printed = compare === 'contains' ? 'Printed, among other text:' : 'Printed:';
  return [
    ...(hasTitle ? [`**${escaped(example.title)}**`] : []),
    ...(example.kind === 'script' ? [] : shownCall(example)),
    ...(stdin === '' ? [] : ['Typed:', block(stdin)]),
    ...(stdout === undefined ? [] : [printed, stdout === '' ? 'nothing' : block(stdout)]),
    ...Object.entries(writes).flatMap(([name, text]) => [`File ${escaped(name)}:`, block(text)]),
  ];
}

type CallCase = Extract<GradingCase, { kind: 'call' | 'code' }>;

function shownCall(example: CallCase): string[] {
  const { returns, raises } = example;
  const result = raises ?? returns;
  if (example.kind === 'call') {
    const shown = result === null || result === 'None' ? '' : `\n${result}`;
    return [block(`>>> ${example.call}${shown}`, 'python')];
  }
  const what = raises === null ? 'Value:' : 'Raises:';
  return [block(example.code, 'python'), ...(result === null ? [] : [what, block(result)])];
}

/** A fence longer than any in the text. */
function block(text: string, language = 'text'): string {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map(({ length }) => length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text.replace(/\n$/, '')}\n${fence}`;
}

const escaped = (text: string): string => text.replace(/[!-/:-@[-`{-~]/g, '\\$&');
