import { expect, it } from 'vitest';
import { sentenceAbout } from './handout-sentence.ts';

const sentences = [
  'Write a function hello that returns the text Hello, World!',
  'Write the text exactly as shown: two capital letters, a comma, one space, an exclamation mark.',
  'The number may be negative.',
];

it('finds the sentence that has most words of the title', () => {
  expect(sentenceAbout('hello returns a text', sentences)).toBe(sentences[0]);
  expect(sentenceAbout('The text has two capital letters', sentences)).toBe(sentences[1]);
});

it('takes other endings of a word for the same word', () => {
  expect(sentenceAbout('Negative numbers', sentences)).toBe(sentences[2]);
});

it('finds none if a single word is shared, or few of many', () => {
  expect(sentenceAbout('text', sentences)).toBeNull();
  expect(sentenceAbout('a long text with numbers from another file', sentences)).toBeNull();
});
