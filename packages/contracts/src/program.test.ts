import { describe, expect, it } from 'vitest';
import { fitProgram, programBytes, writtenProgram } from './program.ts';

const file = (name: string, code = `text of ${name}`) => ({ name, code });
const starters = (...names: string[]) => names.map((name) => file(name, `starter of ${name}`));
const program = { code: 'main', fileName: 'main.py', otherFiles: [file('a.py'), file('b.py')] };

describe('a program', () => {
  it.each([
    [
      'the same files in another order',
      { fileName: 'main.py', otherFiles: starters('b.py', 'a.py') },
      { code: 'main', otherFiles: [file('b.py'), file('a.py')] },
    ],
    [
      'a file more and one less',
      { fileName: 'main.py', otherFiles: starters('a.py', 'c.py') },
      { code: 'main', otherFiles: [file('a.py'), ...starters('c.py')] },
    ],
    [
      'another name of the main file',
      { fileName: 'app.py', otherFiles: starters('a.py') },
      { code: 'main', otherFiles: [file('a.py')] },
    ],
    [
      'another of its files as the main file',
      { fileName: 'a.py', otherFiles: starters('main.py') },
      { code: 'text of a.py', otherFiles: [file('main.py', 'main')] },
    ],
    ['one file of another name', { fileName: 'submission.py' }, { code: 'main' }],
    ['one of its files', { fileName: 'b.py' }, { code: 'text of b.py' }],
  ])('fits an assignment with %s', (_, assignment, fitting) => {
    expect(fitProgram(program, assignment)).toEqual(fitting);
  });

  it('of one file is the main file of an assignment with several', () => {
    expect(fitProgram({ code: 'one' }, { fileName: 'a.py' })).toEqual({ code: 'one' });
    expect(fitProgram({ code: 'one' }, { fileName: 'a.py', otherFiles: starters('b.py') })).toEqual(
      { code: 'one', otherFiles: starters('b.py') },
    );
  });

  it('is written with its files if it has several', () => {
    expect(writtenProgram({ code: 'one' })).toEqual({ code: 'one' });
    expect(writtenProgram({ code: 'one', fileName: 'a.py' })).toEqual({ code: 'one' });
    expect(writtenProgram(program)).toEqual({
      files: [file('main.py', 'main'), file('a.py'), file('b.py')],
    });
  });

  it('has the bytes of all its files', () => {
    expect(programBytes({ code: 'é' })).toBe(2);
    expect(programBytes({ code: 'é', otherFiles: [file('a.py', '🎲'), file('b.py', '')] })).toBe(6);
  });
});
