import { loadedCourseSchema } from '@touchstone/contracts';
import { describe, expect, it } from 'vitest';
import {
  type FixtureFiles,
  severalFiles,
  smallCourse,
  writeFixture,
} from '../test/course-fixture.ts';
import { readAssignmentFolder } from './read-assignment.ts';
import { readCourse, readCourseFolder } from './read-course.ts';

/** The faults of the course after these changes, one line each, as a teacher sees them. */
async function faultsWith(changes: FixtureFiles, course = severalFiles): Promise<string[]> {
  const reading = readCourse(await writeFixture('small', { ...course, ...changes }));
  const error = await reading.then(
    () => '',
    (reason: unknown) => (reason as Error).message,
  );
  return error
    .split('\n')
    .slice(1)
    .map((line) => line.trim());
}

const manifest = (...lines: string[]): FixtureFiles => ({
  'hello/assignment.yaml': ['title: Hello', ...lines, ''].join('\n'),
});

describe('an assignment with several files', () => {
  it('has the starters in its bundle, and what students may open', async () => {
    const { course, solutions } = await readCourseFolder(await writeFixture('small', severalFiles));
    expect(loadedCourseSchema.parse(course)).toEqual(course);
    const [hello] = course.assignments;
    expect(hello).toMatchObject({
      starterCode: 'from shapes import area\n',
      givenFiles: ['words.txt', 'tools/text.py'],
      shownSolution: null,
    });
    expect(hello).not.toHaveProperty('otherSolutionFiles');
    expect(hello?.bundle).toMatchObject({
      fileName: 'main.py',
      otherFiles: [{ name: 'shapes.py', code: '' }],
    });
    expect(hello?.bundle.files.map(({ path }) => path)).toEqual([
      'tools/text.py',
      'unlisted.txt',
      'words.txt',
    ]);
    expect(solutions.get('hello')).toEqual({
      code: severalFiles['hello/solution/main.py'],
      otherFiles: [{ name: 'shapes.py', code: severalFiles['hello/solution/shapes.py'] }],
    });
    expect(JSON.stringify(course)).not.toContain('return a * b');
  });

  it('shows all files of the model solution with showSolution', async () => {
    const files = {
      ...severalFiles,
      ...manifest('showSolution: true', 'files: { edit: [main.py, shapes.py] }'),
    };
    const [hello] = (await readCourse(await writeFixture('small', files))).assignments;
    expect(hello).toMatchObject({
      shownSolution: severalFiles['hello/solution/main.py'],
      otherSolutionFiles: [{ name: 'shapes.py', code: severalFiles['hello/solution/shapes.py'] }],
    });
    expect(hello).not.toHaveProperty('givenFiles');
  });

  it('is read without a model solution, as for grading with the shared judge', async () => {
    const path = await writeFixture('small', {
      ...severalFiles,
      'hello/solution/main.py': null,
      'hello/solution/shapes.py': null,
    });
    const { solution, bundle } = await readAssignmentFolder(`${path}/hello`);
    expect(solution).toBeNull();
    expect(bundle.otherFiles).toHaveLength(1);
  });

  it('is the same as with "file" if "edit" has one name', async () => {
    const read = async (line: string) =>
      (await readCourse(await writeFixture('small', { ...smallCourse, ...manifest(line) })))
        .assignments[0];
    const expected = await read('file: shapes.py');
    expect(await read('files: { edit: [shapes.py] }')).toEqual(expected);
    expect(expected?.bundle).not.toHaveProperty('otherFiles');
  });

  it('lists files of files/ also where students edit one file', async () => {
    const files = {
      ...smallCourse,
      ...manifest('files: { given: [words.txt] }'),
      'hello/files/words.txt': Buffer.from([0xff, 0x00]),
    };
    const [hello] = (await readCourse(await writeFixture('small', files))).assignments;
    expect(hello).toMatchObject({
      givenFiles: ['words.txt'],
      bundle: { fileName: 'submission.py' },
    });
  });

  it('completes wrong programs by the model solution', async () => {
    const code = 'def area(a, b):\n    return a + b\n';
    const { notes } = await readCourseFolder(
      await writeFixture('small', { ...severalFiles, 'hello/wrong/sum/shapes.py': code }),
    );
    expect(notes.get('hello')?.wrongPrograms).toEqual([
      {
        file: 'wrong/sum',
        code: severalFiles['hello/solution/main.py'],
        otherFiles: [{ name: 'shapes.py', code }],
      },
    ]);
  });

  it('takes the names of calls from the main file, and prompts from all', async () => {
    const cases =
      '- { call: "area(2, 3)", returns: 6 }\n- { call: "sum([2])", returns: 2 }\n' +
      '- { stdin: "5", stdout: "Width? 25" }\n';
    const files = {
      ...severalFiles,
      'hello/cases.yaml': cases,
      'hello/solution/shapes.py': 'def sum(a):\n    return int(input("Width? "))\n',
    };
    const [hello] = (await readCourse(await writeFixture('small', files))).assignments;
    const [area, sum, script] = hello?.bundle.cases ?? [];
    expect(area).toMatchObject({ modelNames: ['area'] });
    expect(sum).not.toHaveProperty('modelNames');
    expect(script).toMatchObject({ stdout: '25' });
  });
});

describe('faults of an assignment with several files', () => {
  it.each<[string, FixtureFiles, string]>([
    [
      'a starter that is one file',
      { 'hello/starter.py': '' },
      'hello/starter.py: is one file, but students edit several; move it to starter/main.py',
    ],
    [
      'a model solution that is one file',
      { 'hello/solution.py': '' },
      'hello/solution.py: is one file, but students edit several; move it to solution/main.py',
    ],
    [
      'no starter',
      { 'hello/starter/main.py': null, 'hello/starter/shapes.py': null },
      'hello/starter: is missing; create the folder with main.py and shapes.py: add the code that students start with, which may be empty',
    ],
    [
      'a starter without a file',
      { 'hello/starter/shapes.py': null },
      'hello/starter/shapes.py: is missing; add the code that students start with, which may be empty',
    ],
    [
      'a model solution without a file',
      { 'hello/solution/shapes.py': null },
      'hello/solution/shapes.py: is missing; add a model solution: a program that passes all tests',
    ],
    [
      'another file in the model solution',
      { 'hello/solution/notes.py': '' },
      'hello/solution/notes.py: is not one of the files that students edit (main.py and shapes.py); rename or remove it, or move it to files/ if programs only read it',
    ],
    [
      'a wrong program that is one file',
      { 'hello/wrong/sum.py': '' },
      'hello/wrong/sum.py: is a file, but students edit several; make it a folder, such as wrong/sum/, with the files that differ from the model solution',
    ],
    [
      'a wrong program with another file',
      { 'hello/wrong/sum/shape.py': '' },
      'hello/wrong/sum/shape.py: is not one of the files that students edit (main.py and shapes.py); rename or remove it, or move it to files/ if programs only read it; did you mean "shapes.py"?',
    ],
    [
      'a program that is too large only as a whole',
      {
        'hello/starter/main.py': '#'.repeat(40_000),
        'hello/starter/shapes.py': '#'.repeat(30_000),
      },
      'hello/starter: is larger than 64 KiB, all files together; make them smaller',
    ],
    [
      'a file in files/ that has the name of an edited one',
      { 'hello/files/shapes.py': '' },
      'hello/files/shapes.py: would hide shapes.py, which is in the same folder while tests run; rename it',
    ],
    [
      'a package in files/ that has the name of an edited file',
      { 'hello/files/shapes/__init__.py': '' },
      'hello/files/shapes/__init__.py: would hide shapes.py, which is in the same folder while tests run; rename it',
    ],
    [
      'a case that writes an edited file',
      { 'hello/cases.yaml': '- { stdin: a, writes: { shapes.py: b } }\n' },
      'hello/cases.yaml:1: "shapes.py" is given to the program, which cannot write it; choose another name',
    ],
  ])('are found: %s', async (_what, changes, expected) => {
    expect(await faultsWith(changes)).toEqual([expected]);
  });

  it('says which file was meant by a misspelt one', async () => {
    const faults = await faultsWith({
      'hello/starter/shapes.py': null,
      'hello/starter/Shape.py': '',
    });
    expect(faults[0]).toMatch(/Shape\.py: is not one of .*; did you mean "shapes\.py"\?$/);
    expect(faults).toHaveLength(2);
  });

  it('says what to do about an empty folder in wrong/', async () => {
    const files = { ...severalFiles, 'hello/wrong/sum/.keep': '' };
    expect(await faultsWith(files)).toEqual([
      'hello/wrong/sum: is empty; add the files that differ from the model solution',
    ]);
  });

  it.each([
    [
      ['file: main.py', 'files: { edit: [main.py, shapes.py] }'],
      ':2: "file" does not go together with "files.edit", whose first name it is; remove the line',
    ],
    [
      ['files: { edit: [] }'],
      ':2: "files.edit" names no file; add one such as main.py, or remove the line',
    ],
    [
      ['files:', '  edit: [main.py, shapes.py, main.py]'],
      ':3: "files.edit" lists main.py, which it lists before; remove one of the two',
    ],
    [
      ['files:', '  edit: [main.py, shapes.py, Main.py]'],
      ':3: "files.edit" lists Main.py, which differs from main.py only by upper and lower case; rename one of the two',
    ],
    [
      ['files:', '  edit: [main.py, shapes.py, string.py]'],
      ':3: "files.edit" lists string.py, which would hide Python\'s own module string; choose another name',
    ],
    [
      ['files:', '  edit: [main.py, shapes.py, sys.py]'],
      ':3: "files.edit" lists sys.py, which would hide Python\'s own module sys; choose another name',
    ],
    [
      ['preload: [numpy.linalg]', 'files: { edit: [main.py, shapes.py, numpy.py] }'],
      ':3: "files.edit" lists numpy.py, which would hide the module numpy that "preload" lists; choose another name',
    ],
    [
      ['files:', '  edit: [main.py, shapes.py, conftest.py]'],
      ':3: "files.edit" lists conftest.py, which is reserved: pytest reads it; choose another name',
    ],
    [
      ['files: { edit: [main.py, shapes.py, tests.py] }'],
      ':2: item 3 of "edit" is reserved: tests use "tests" themselves; choose another name',
    ],
    [
      ['files: { edit: [main.py, shapes.py, hidden_tests.py] }'],
      ':2: item 3 of "edit" is reserved: tests use "hidden_tests" themselves; choose another name',
    ],
    [
      ['files: { edit: [main.py, lib/shapes.py] }'],
      ':2: item 2 of "edit" must be a Python module name',
    ],
    [
      ['files: { edits: [main.py, shapes.py] }'],
      ':2: "edits" is not known here; did you mean "edit"?',
    ],
    [['files: [main.py, shapes.py]'], ':2: "files" must be a group'],
    [
      [`files: { edit: [${Array.from({ length: 11 }, (_, index) => `f${index}.py`).join(', ')}] }`],
      ':2: "files.edit" has too many entries: at most 10 are allowed',
    ],
    [
      ['files: { edit: [main.py, shapes.py], given: [word.txt] }'],
      ':2: "files.given" lists word.txt, but there is no such file in files/; add it there, or remove the name; did you mean "words.txt"?',
    ],
    [
      ['files: { edit: [main.py, shapes.py], given: [files/words.txt] }'],
      ':2: "files.given" lists files/words.txt, but files/ is not part of the name; write words.txt',
    ],
    [
      ['files: { edit: [main.py, shapes.py], given: [tools] }'],
      ':2: "files.given" lists tools, which is a folder; list the files in it',
    ],
    [
      ['files: { edit: [main.py, shapes.py], given: [words.txt, words.txt] }'],
      ':2: "files.given" lists words.txt, which it lists before; remove one of the two',
    ],
    [
      ['files: { edit: [main.py, shapes.py], given: [../handout.md] }'],
      ':2: "files.given" lists ../handout.md, but there is no such file in files/',
    ],
  ])('are found in assignment.yaml: %j', async (lines, expected) => {
    const faults = await faultsWith(manifest(...lines));
    expect(faults).toContainEqual(expect.stringContaining(`hello/assignment.yaml${expected}`));
  });

  it("finds a given module that hides one of Python's", async () => {
    const changes = {
      ...manifest('files: { edit: [main.py, shapes.py], given: [random.py] }'),
      'hello/files/random.py': '',
    };
    expect(await faultsWith(changes)).toEqual([
      'hello/assignment.yaml:2: "files.given" lists random.py, which would hide Python\'s own module random; rename it',
    ]);
  });

  it('finds folders where students edit one file', async () => {
    const changes = { 'hello/starter/main.py': '', 'hello/solution/main.py': '' };
    expect(await faultsWith(changes, smallCourse)).toEqual([
      'hello/starter: is for assignments whose students edit several files; move its code to starter.py, or list the files under "files.edit" in assignment.yaml',
      'hello/solution: is for assignments whose students edit several files; move its code to solution.py, or list the files under "files.edit" in assignment.yaml',
    ]);
  });

  it('reports only assignment.yaml if that has a fault', async () => {
    expect(await faultsWith(manifest('titel: Hello'))).toHaveLength(1);
  });
});
