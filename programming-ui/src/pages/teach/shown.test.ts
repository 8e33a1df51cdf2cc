import { expect, it } from 'vitest';
import { NetworkError, ProblemError } from '../../api/problem.ts';
import { handedIn } from './handed-in.ts';
import { faultOf, nameOf } from './shown.ts';

const uuid = '0190a5c2-7b1c-7000-8000-0000000abc12';

it('calls a student by name, else by number, else by what differs in the uuid', () => {
  expect(nameOf({ uuid, name: 'Ada', studentNumber: '17' })).toBe('Ada');
  expect(nameOf({ uuid, name: null, studentNumber: '17' })).toBe('17');
  expect(nameOf({ uuid, name: null, studentNumber: null })).toBe('Student 0abc12');
});

it('says why a change failed', () => {
  expect(faultOf(new ProblemError(429, { detail: 'Wait a moment.' }, null))).toContain(
    'Wait a moment.',
  );
  expect(faultOf(new NetworkError('No answer'))).toContain('cannot be reached');
});

it('has all files that were handed in', () => {
  expect(handedIn({ code: 'x = 1\n' })).toEqual([{ name: '', code: 'x = 1\n' }]);
  const files = [
    { name: 'main.py', code: 'import more\n' },
    { name: 'more.py', code: '' },
  ];
  expect(handedIn({ files })).toEqual(files);
});
