import { describe, expect, test } from 'vitest';
import { cutUtf8, makeStorable } from './storable-text.ts';

describe('making text storable', () => {
  test('does not change ordinary text', () => {
    const text = 'größer \u{1F600}\n\ttab';
    expect(makeStorable(text)).toBe(text);
  });

  test('shows NUL and lone surrogates as Python escapes', () => {
    expect(makeStorable('a\0b')).toBe('a\\x00b');
    expect(makeStorable('a\ud800b\udfffc\u{1F600}')).toBe('a\\ud800b\\udfffc\u{1F600}');
  });
});

describe('cutting text', () => {
  test('keeps text that fits', () => {
    expect(cutUtf8('äöü', 6)).toBe('äöü');
  });

  test.each(['x', 'ä', '€', '\u{1F600}'])(
    'keeps whole characters of %s within the bytes',
    (character) => {
      for (let maxBytes = 11; maxBytes < 24; maxBytes += 1) {
        const cut = cutUtf8(character.repeat(30), maxBytes);
        expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(maxBytes);
        expect(cut).toMatch(new RegExp(`^(?:${character})*\n… \\(cut\\)$`, 'u'));
      }
    },
  );

  test('returns an empty text when not even the mark fits', () => {
    expect(cutUtf8('abcdef', 3)).toBe('');
  });
});
