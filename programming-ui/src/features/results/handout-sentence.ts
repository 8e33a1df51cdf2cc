/** Words that say nothing about what a sentence is about. */
const common = new Set(
  'a an and are as at be but by can do does for from has have if in is it its not of on one or should so test that the their them then there they this to was when which will with you your'.split(
    ' ',
  ),
);

/** The share of a title's words that a sentence must have to be about the same thing. */
const minShare = 0.6;
const minWords = 2;

/**
 * The sentence of a handout that a test's title names: it has most of the title's words, and two at least.
 * Of several, the one with most of them, then the shortest; null without one.
 */
export function sentenceAbout(title: string, sentences: readonly string[]): string | null {
  const wanted = wordsOf(title);
  let best: { sentence: string; shared: number } | null = null;
  for (const sentence of sentences) {
    const has = wordsOf(sentence);
    const shared = [...wanted].filter((word) => has.has(word)).length;
    if (shared < minWords || shared / wanted.size < minShare) continue;
    const better =
      best === null ||
      shared > best.shared ||
      (shared === best.shared && sentence.length < best.sentence.length);
    if (better) best = { sentence, shared };
  }
  return best?.sentence ?? null;
}

/** The sentences of a handout's paragraphs and list items, without examples. */
export function sentencesOf(handout: ParentNode): string[] {
  return [...handout.querySelectorAll('p, li, td')].flatMap(({ textContent }) =>
    textContent
      .replaceAll(/\s+/g, ' ')
      .split(/(?<=[.!?]) (?=[^\p{Ll}])/u)
      .map((sentence) => sentence.trim())
      .filter(Boolean),
  );
}

function wordsOf(text: string): Set<string> {
  const words = text.toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? [];
  return new Set(words.filter((word) => !common.has(word)).map(stem));
}

/** `returns`, `returned` and `returning` are one word. */
const stem = (word: string): string =>
  word.length > 4 ? word.replace(/(?:ing|ed|es|s)$/, '') : word;
