import { lineAt } from '../folder.ts';

/** Where in a handout something stands that is known by its text alone. */
export interface Places {
  /** The line of the next place that matches, outside of code as far as it stands there. */
  next(pattern: RegExp): { readonly line?: number };
}

/** `withoutCode` is the same text with blanks for its code. */
export function createPlaces(markdown: string, withoutCode: string): Places {
  const taken = new Map<string, number>();
  return {
    next({ source }) {
      const pattern = new RegExp(source, 'gi');
      for (const [text, start] of [
        [withoutCode, taken.get(source) ?? 0],
        [withoutCode, 0],
        [markdown, 0],
      ] as const) {
        pattern.lastIndex = start;
        const found = pattern.exec(text);
        if (found === null) continue;
        taken.set(source, pattern.lastIndex);
        return { line: lineAt(text, found.index) };
      }
      return {};
    },
  };
}

/** The text itself, or as it was before an address was encoded. */
export const written = (text: string): RegExp =>
  new RegExp([text, decoded(text)].map((part) => part.replace(/[^\w\s]/g, '\\$&')).join('|'));

export const writtenTag = (tag: string, attribute = ''): RegExp =>
  new RegExp(attribute === '' ? `<${tag}\\b` : `<${tag}\\b[^>]*?\\s${written(attribute).source}`);

/** Percent signs of an address in the place of other characters, where they are such. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
