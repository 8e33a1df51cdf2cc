import { lineAt } from '../folder.ts';

/** Finds lines in a handout by their text. */
export interface Places {
  /** The line of the next match, outside of code if possible. */
  next(pattern: RegExp): number | undefined;
}

/** `withoutCode` is the same text with its code replaced by blanks. */
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
        return lineAt(text, found.index);
      }
      return undefined;
    },
  };
}

/** Matches the text itself, or the address before it was encoded. */
export const written = (text: string): RegExp =>
  new RegExp([text, decoded(text)].map((part) => part.replace(/[^\w\s]/g, '\\$&')).join('|'));

export const writtenTag = (tag: string, attribute = ''): RegExp =>
  new RegExp(attribute === '' ? `<${tag}\\b` : `<${tag}\\b[^>]*?\\s${written(attribute).source}`);

/** The address with its percent-encoding decoded, if it is valid. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
