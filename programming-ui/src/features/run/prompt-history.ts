/** What was typed at the prompt, for the arrows up and down. */
export interface PromptHistory {
  add(source: string): void;
  /** The one before; `draft` is what stands there unsent. Null at the first. */
  older(draft: string): string | null;
  /** The one after, at last the draft again; null when that stands there already. */
  newer(): string | null;
}

const keptMax = 200;

export function createPromptHistory(): PromptHistory {
  const sources: string[] = [];
  let at = 0;
  let draft = '';
  return {
    add(source) {
      if (source.trim() !== '' && sources.at(-1) !== source) sources.push(source);
      if (sources.length > keptMax) sources.shift();
      at = sources.length;
    },
    older(current) {
      if (at === 0) return null;
      if (at === sources.length) draft = current;
      at -= 1;
      return sources[at] ?? null;
    },
    newer() {
      if (at >= sources.length) return null;
      at += 1;
      return at === sources.length ? draft : (sources[at] ?? null);
    },
  };
}
