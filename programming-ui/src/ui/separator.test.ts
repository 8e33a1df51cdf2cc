import { describe, expect, it } from 'vitest';
import { clamp, valueAfterKey } from './separator.ts';

const before = { min: 20, max: 70, direction: 'columns', fromEnd: false } as const;
const behind = { min: 20, max: 70, direction: 'rows', fromEnd: true } as const;

describe('a border moved by keys', () => {
  it('moves in the direction of the arrow', () => {
    expect(valueAfterKey('ArrowRight', 40, before)).toBe(42);
    expect(valueAfterKey('ArrowLeft', 40, before)).toBe(38);
    expect(valueAfterKey('ArrowDown', 40, behind)).toBe(38);
    expect(valueAfterKey('ArrowUp', 40, behind)).toBe(42);
  });

  it('moves to its limits by Home and End, and never beyond them', () => {
    expect(valueAfterKey('Home', 40, before)).toBe(20);
    expect(valueAfterKey('End', 40, before)).toBe(70);
    expect(valueAfterKey('Home', 40, behind)).toBe(70);
    expect(valueAfterKey('ArrowRight', 69, before)).toBe(70);
    expect(clamp(5, before)).toBe(20);
  });

  it('ignores other keys', () => {
    expect(valueAfterKey('ArrowUp', 40, before)).toBeNull();
    expect(valueAfterKey('a', 40, behind)).toBeNull();
  });
});
