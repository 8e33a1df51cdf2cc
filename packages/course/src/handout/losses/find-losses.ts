import type { Token } from 'markdown-it';
import { findBlockLosses } from './block-losses.ts';
import { findHtmlLosses } from './html-losses.ts';
import type { Loss } from './loss.ts';
import { findSourceLosses } from './source-losses.ts';
import { textBlocksOf } from './text-block.ts';
import { findTextLosses } from './text-losses.ts';

/** A parsed handout. */
export interface ReadMarkdown {
  readonly markdown: string;
  /** The same with its code replaced by blanks. */
  readonly withoutCode: string;
  /** Not yet with escapes joined to the text around them. */
  readonly tokens: readonly Token[];
  /** Labels of the addresses that links refer to by name. */
  readonly labels: readonly string[];
}

/** Everything that Markdown and HTML lose silently. */
export function findLosses({ markdown, withoutCode, tokens, labels }: ReadMarkdown): Loss[] {
  const blocks = textBlocksOf(tokens);
  const defined = new Set(labels.map((label) => label.toLowerCase()));
  return [
    ...findSourceLosses(withoutCode.split('\n'), defined),
    ...findBlockLosses(tokens, markdown.split('\n')),
    ...blocks.flatMap(findTextLosses),
    ...findHtmlLosses(tokens, blocks),
  ];
}
