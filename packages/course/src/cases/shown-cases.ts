import type { GradingCase } from '@touchstone/contracts';
import { nameOf } from './read-rule.ts';

/** Markdown for the end of the handout: the rules that are not hidden. Empty without any. */
export function shownCases(cases: readonly GradingCase[]): string {
  const rules = cases.flatMap((each) =>
    each.kind === 'rule' && !each.hidden ? [`- ${sentenceOf(each)}`] : [],
  );
  return rules.length === 0 ? '' : `## Rules\n\n${rules.join('\n')}\n`;
}

function sentenceOf({ message, forbids, constructs }: Extract<GradingCase, { kind: 'rule' }>) {
  const names = constructs.map((each) => {
    const name = nameOf(each);
    return each.name === null || each.kind === 'loop' ? name : `\`${name}\``;
  });
  const listed = names.join(', ');
  const said = forbids ? `Not allowed: ${listed}.` : `Required: ${listed}.`;
  return message === null ? said : `${message.replaceAll('\n', ' ')} (${said})`;
}
