import { describe, expect, it } from 'vitest';
import { historyQuerySchema, newSubmissionSchema } from './submission.ts';

const file = { name: 'a.py', code: 'x = 1\n' };
const assignmentId = '0197a1b2-0000-7000-8000-000000000000';

describe('a new submission', () => {
  it('is accepted with any well-formed text', () => {
    const body = { assignmentId, code: 'print("größer 🎲")\r\n' };
    expect(newSubmissionSchema.parse(body)).toEqual(body);
    const several = { assignmentId, files: [file, { name: 'b.py', code: '' }] };
    expect(newSubmissionSchema.parse(several)).toEqual(several);
  });

  it.each([
    ['a NUL character', { assignmentId, code: 'a\0b' }, 'NUL'],
    ['a lone surrogate', { assignmentId, code: 'a\ud800b' }, 'surrogate'],
    ['an unknown field', { assignmentId, code: '', points: 100 }, 'points'],
    ['neither code nor files', { assignmentId }, 'must have either `code` or `files`'],
    ['both', { assignmentId, code: '', files: [file] }, 'must have either `code` or `files`'],
    ['no file', { assignmentId, files: [] }, 'must have each file'],
    ['too many files', { assignmentId, files: Array(11).fill(file) }, 'at most 10 files'],
    ['a file that has more', { assignmentId, files: [{ ...file, path: '' }] }, 'path'],
    ['code that is not a text', { assignmentId, code: ['x'] }, 'expected string'],
  ])('is refused with %s', (_, body, message) => {
    expect(() => newSubmissionSchema.parse(body)).toThrow(message);
  });
});

describe('a history query', () => {
  it('parses numbers and has a default', () => {
    expect(historyQuerySchema.parse({ limit: '5' })).toEqual({ limit: 5 });
    expect(historyQuerySchema.parse({})).toEqual({ limit: 20 });
  });

  it.each([{ limit: '0' }, { limit: '101' }, { limit: 'x' }, { page: '2' }])(
    'refuses %j',
    (query) => {
      expect(() => historyQuerySchema.parse(query)).toThrow();
    },
  );
});
