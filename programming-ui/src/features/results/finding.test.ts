import { describe, expect, it } from 'vitest';
import { testResult } from '../../testing/submissions.ts';
import { readFinding } from './finding.ts';

const judge = '`hello()` should be 1, but is 2. Look at line 4.';

describe('what a student reads about a test', () => {
  it("has the judge's sentence as its headline, and the teacher's apart", () => {
    const teacher = 'Return the number.\n\nDo not print it.';
    const message = `${teacher}\n\n${judge}`;
    expect(readFinding(testResult({ message, teacherMessage: teacher }))).toEqual({
      headline: judge,
      more: [],
      teacher,
      place: null,
    });
  });

  it('keeps which part of a test the message is about', () => {
    const message = `With (n=3): Return it.\n\n${judge}`;
    const teacher = 'Return it.';
    expect(readFinding(testResult({ message, teacherMessage: teacher }))).toMatchObject({
      headline: `With (n=3): ${judge}`,
      teacher,
    });
  });

  it('attributes nothing to the teacher if the message was cut, or has no such words', () => {
    for (const teacherMessage of ['Return it.', undefined]) {
      const test = testResult({ message: 'Return i…', ...(teacherMessage && { teacherMessage }) });
      expect(readFinding(test)).toMatchObject({ headline: 'Return i…', teacher: null });
    }
  });

  it('does not repeat the two values where they are shown', () => {
    const short = 'There is one space missing at the end: add it.';
    const message = `${short} Expected: \`a·\` Yours: \`a\` (· is a space)`;
    const both = { expected: "'a '", actual: "'a'" };
    expect(readFinding(testResult({ message, ...both })).headline).toBe(short);
    expect(readFinding(testResult({ message })).headline).toBe(message);
  });
});
