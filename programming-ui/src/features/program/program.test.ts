import { describe, expect, it } from 'vitest';
import {
  filesOf,
  handedInFiles,
  namesIn,
  programText,
  readProgramText,
  starterFiles,
  toCallProgram,
} from './program.ts';

const one = { fileName: 'main.py', starterCode: 'main' };
const two = { ...one, otherFiles: [{ name: 'shapes.py', starterCode: 'shapes' }] };
const typed = [
  { name: 'main.py', code: 'import shapes' },
  { name: 'shapes.py', code: 'x = "ä\u{1f600}\0\ud800"\r\n' },
];

it('survives being saved as text, whatever its characters', () => {
  expect(readProgramText(programText({ files: typed }))).toEqual({ files: typed });
  for (const code of ['', 'x = 1', '\0', '\0[', '\n["a"]'])
    expect(readProgramText(programText({ code }))).toEqual({ code });
});

it('is the same text as ever where there is one file', () => {
  expect(programText({ code: 'x = 1\n' })).toBe('x = 1\n');
});

it('is sent as code where there is one file, as files where there are several', () => {
  expect(toCallProgram(starterFiles(one))).toEqual({ code: 'main' });
  expect(toCallProgram(typed)).toEqual({ files: typed });
});

it('was handed in with files that the assignment may not edit now', () => {
  expect(handedInFiles({ files: typed }, one)).toEqual(typed);
  expect(handedInFiles({ code: 'x = 1' }, two)).toEqual([{ name: 'main.py', code: 'x = 1' }]);
  expect(namesIn(starterFiles(one), typed)).toEqual(['main.py', 'shapes.py']);
});

describe('a program of an earlier course', () => {
  it('of one file gets the starters of the others', () => {
    expect(filesOf({ code: 'x = 1' }, two)).toEqual([
      { name: 'main.py', code: 'x = 1' },
      { name: 'shapes.py', code: 'shapes' },
    ]);
  });

  it('of several files keeps those that are still edited, by name', () => {
    expect(filesOf({ files: [...typed].reverse() }, one)).toEqual([typed[0]]);
    const others = { ...one, otherFiles: [{ name: 'new.py', starterCode: 'new' }] };
    expect(filesOf({ files: typed }, others)).toEqual([typed[0], { name: 'new.py', code: 'new' }]);
  });

  it('keeps the text of its first file under a new name', () => {
    const renamed = { fileName: 'program.py', starterCode: '' };
    const code = 'import shapes';
    expect(filesOf({ files: typed }, renamed)).toEqual([{ name: 'program.py', code }]);
    expect(filesOf({ files: typed }, { ...two, fileName: 'program.py' })).toEqual([
      { name: 'program.py', code },
      typed[1],
    ]);
  });
});
