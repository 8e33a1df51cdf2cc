const maxStatements = 200;

/** The statements typed at the prompt, for the up and down arrow keys. */
export function createPromptHistory() {
  const sources: string[] = [];
  let at = 0;
  let draft = '';
  return {
    add(source: string) {
      if (source.trim() !== '' && sources.at(-1) !== source) sources.push(source);
      if (sources.length > maxStatements) sources.shift();
      at = sources.length;
    },
    /** The previous one; `current` is the unsent text. Null at the first. */
    older(current: string) {
      if (at === 0) return null;
      if (at === sources.length) draft = current;
      at -= 1;
      return sources[at] ?? null;
    },
    /** The next one, and after the last the unsent text; null at that text. */
    newer() {
      if (at >= sources.length) return null;
      at += 1;
      return at === sources.length ? draft : (sources[at] ?? null);
    },
  };
}
