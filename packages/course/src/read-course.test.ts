import { symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { loadedCourseSchema } from '@touchstone/contracts';
import { describe, expect, it } from 'vitest';
import { CourseError } from './course-error.ts';
import { type FixtureFiles, smallCourse, writeFixture } from '../test/course-fixture.ts';
import { hashBundle } from './hash-bundle.ts';
import { readAssignmentFolder } from './read-assignment.ts';
import { readCourse, readCourseFolder } from './read-course.ts';
import { sizes } from './sizes.ts';

async function errorOf(promise: Promise<unknown>): Promise<CourseError> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error instanceof CourseError) return error;
  throw new Error('expected a CourseError', { cause: error });
}

/** The faults of the small course after these changes, one line each, as a teacher sees them. */
async function faultsWith(changes: FixtureFiles): Promise<string[]> {
  const error = await errorOf(
    readCourse(await writeFixture('small', { ...smallCourse, ...changes })),
  );
  return error.message
    .split('\n')
    .slice(1)
    .map((line) => line.trim());
}

const manifest = (lines: string) => ({ 'hello/assignment.yaml': `title: Hello\n${lines}\n` });

describe('readCourse', () => {
  it('reads a small course, with defaults for what it does not set', async () => {
    const course = await readCourse(await writeFixture('small', smallCourse));
    expect(loadedCourseSchema.parse(course)).toEqual(course);
    expect(course).toMatchObject({ slug: 'small', title: 'Small', description: '' });
    const [hello] = course.assignments;
    expect(hello).toMatchObject({
      slug: 'hello',
      title: 'Hello',
      part: 'First',
      points: 100,
      handoutHtml: '<p>Write <code>hello</code>.</p>\n',
      starterCode: smallCourse['hello/starter.py'],
      publicTests: smallCourse['hello/tests.py'],
    });
    expect(hello?.bundle).toEqual({
      fileName: 'submission.py',
      judge: 'split',
      scoring: 'all',
      points: 100,
      preload: [],
      limits: { cpuSeconds: 5, wallSeconds: 10, memoryMiB: 256 },
      testFiles: [{ fileName: 'tests.py', source: smallCourse['hello/tests.py'], hidden: false }],
      cases: [],
      files: [],
      record: null,
    });
    expect(hello?.bundleHash).toBe(hello && hashBundle(hello.bundle));
    expect(hello).not.toHaveProperty('solution');
  });

  describe('with published: false', () => {
    const next = Object.fromEntries(
      Object.entries(smallCourse)
        .filter(([path]) => path.startsWith('hello/'))
        .map(([path, content]) => [path.replace('hello/', 'next/'), content]),
    );
    const two = {
      ...smallCourse,
      ...next,
      'course.yaml': 'title: Small\nparts: [{title: First, assignments: [next, hello]}]\n',
    };
    const hide = '\npublished: false # until Monday\n';

    it('leaves an assignment out with its faults, which are warnings, and reads the others', async () => {
      const files = {
        ...two,
        'next/assignment.yaml': `titel: Next\nrenamed-from: soon${hide}`,
        'next/solution.py': null,
      };
      const path = await writeFixture('small', files);
      const { course, warnings } = await readCourseFolder(path);
      expect(course.assignments.map(({ slug }) => slug)).toEqual(['hello']);
      // What was stored by the old name is hidden, too.
      expect(course.unpublished).toEqual(['next', 'soon']);
      expect(warnings.every(({ isLeftOut }) => isLeftOut)).toBe(true);
      expect(warnings.map(({ file }) => file)).toEqual(
        expect.arrayContaining(['next/assignment.yaml', 'next/solution.py']),
      );
      expect(warnings.at(-1)?.message).toContain('students do not see the assignment');
      await expect(readCourseFolder(path, { unpublishedAssignments: true })).rejects.toThrow(
        'next/solution.py: is missing',
      );
    });

    it('leaves a whole course out with its faults, unless it is asked for', async () => {
      const files = {
        ...two,
        'course.yaml': `title: Small${hide}parts: [{title: First, assignments: [no-such]}]\n`,
      };
      const path = await writeFixture('small', files);
      const { course, warnings } = await readCourseFolder(path);
      expect(course).toMatchObject({ title: 'Small', published: false, assignments: [] });
      expect(warnings).toMatchObject([{ file: 'course.yaml', isLeftOut: true }]);
      await expect(readCourseFolder(path, { unpublishedCourse: true })).rejects.toThrow('no-such');
    });
  });

  it('says that only members see the course, also while it is not published', async () => {
    const withHead = (head: string) =>
      writeFixture('small', {
        ...smallCourse,
        'course.yaml': `${head}title: Small\nparts: [{title: First, assignments: [hello]}]\n`,
      });
    const accessIn = async (head: string) => (await readCourse(await withHead(head))).access;
    expect(await accessIn('')).toBeUndefined();
    expect(await accessIn('access: open\n')).toBeUndefined();
    expect(await accessIn('access: invited\n')).toBe('invited');
    expect(await accessIn('access: invited\npublished: false\n')).toBe('invited');
    expect(await accessIn('access: invitd\npublished: false\n')).toBe('invited');
    await expect(accessIn('access: invitd\n')).rejects.toThrow(/access.*open.*invited/);
  });

  it('separates the model solutions from what is stored', async () => {
    const { course, solutions } = await readCourseFolder(await writeFixture('small', smallCourse));
    expect([...solutions]).toEqual([['hello', { code: smallCourse['hello/solution.py'] }]]);
    expect(JSON.stringify(course)).not.toContain('return \\"Hello\\"');
  });

  it('reads everything that an assignment may set', async () => {
    const course = await readCourse(
      await writeFixture('small', {
        ...smallCourse,
        'hello/assignment.yaml': [
          'title: Hello',
          'points: 20',
          'file: greeting.py',
          'limits: {cpuSeconds: 0.5, memoryMiB: 128}',
          'scoring: points',
          'preload: [numpy, os.path]',
          'judge: shared',
          'hints: [Try it]',
          'showSolution: true',
        ].join('\n'),
        'hello/hidden_tests.py': smallCourse['hello/tests.py'] ?? null,
        'hello/files/data.csv': 'a,b\r\n',
        'hello/files/deep/er.txt': 'x',
      }),
    );
    const shownSolution = smallCourse['hello/solution.py'];
    expect(course.assignments[0]).toMatchObject({ hints: ['Try it'], shownSolution });
    expect(course.assignments[0]?.bundle).toMatchObject({
      fileName: 'greeting.py',
      judge: 'shared',
      scoring: 'points',
      points: 20,
      preload: ['numpy', 'os.path'],
      limits: { cpuSeconds: 0.5, wallSeconds: 10, memoryMiB: 128 },
      testFiles: [{ hidden: false }, { fileName: 'hidden_tests.py', hidden: true }],
      files: [
        { path: 'data.csv', contentBase64: Buffer.from('a,b\r\n').toString('base64') },
        { path: 'deep/er.txt', contentBase64: 'eA==' },
      ],
    });
  });

  it('keeps the order of course.yaml and the part of each assignment', async () => {
    const second = Object.fromEntries(
      Object.entries(smallCourse)
        .filter(([path]) => path.startsWith('hello/'))
        .map(([path, content]) => [path.replace('hello/', 'again/'), content]),
    );
    const course = await readCourse(
      await writeFixture('small', {
        ...smallCourse,
        ...second,
        'course.yaml':
          'title: T\nparts:\n- {title: One, assignments: [hello]}\n- {title: Two, assignments: [again]}',
      }),
    );
    const inOrder = course.assignments.map(({ slug, part }) => `${part}: ${slug}`);
    expect(inOrder).toEqual(['One: hello', 'Two: again']);
  });

  it('shows no tests when all of them are hidden', async () => {
    const course = await readCourse(
      await writeFixture('small', {
        ...smallCourse,
        'hello/tests.py': null,
        'hello/hidden_tests.py': smallCourse['hello/tests.py'] ?? null,
      }),
    );
    expect(course.assignments[0]?.publicTests).toBeNull();
    expect(course.assignments[0]?.bundle.testFiles).toMatchObject([{ hidden: true }]);
  });

  it('ignores what editors, Python and version control leave behind', async () => {
    const folder = await writeFixture('small', {
      ...smallCourse,
      '.git/config': '',
      'README.md': 'For teachers.',
      'hello/__pycache__/tests.cpython-311.pyc': '',
      'hello/.DS_Store': '',
      'hello/tests.py~': '',
    });
    await expect(readCourse(folder)).resolves.toMatchObject({ slug: 'small' });
  });

  it('accepts texts with a byte order mark and Windows line ends', async () => {
    const course = await readCourse(
      await writeFixture('small', {
        ...smallCourse,
        'hello/starter.py': '\ufeffa = 1\r\nb = 2\r\n',
      }),
    );
    expect(course.assignments[0]?.starterCode).toBe('a = 1\nb = 2\n');
  });

  it('reports the faults of all files at once, with file and line', async () => {
    const faults = await faultsWith({
      'course.yaml':
        'titel: Small\ntitle: Small\nparts:\n- title: First\n  assignments:\n  - hello\n',
    });
    expect(faults).toEqual(['course.yaml:1: "titel" is not known here; did you mean "title"?']);
    const more = await faultsWith({
      'course.yaml':
        'title: Small\nparts:\n- title: First\n  assignments:\n  - hello\n  - hallo\n  - hello\n  - progress\n',
      'hello/assignment.yaml': 'title: Hello\npoints: many\n',
      'hello/solution.py': null,
      'extra/tests.py': '',
    });
    expect(more).toEqual([
      'course.yaml:6: lists "hallo", but there is no such folder; create it, or remove it from course.yaml',
      'course.yaml:7: lists "hello" again, after line 5; remove one of the two',
      'course.yaml:8: lists "progress", which is the address of the progress page; rename the folder',
      'hello/assignment.yaml:2: "points" must be a number, without quotes or a unit, such as points: 5',
      'hello/solution.py: is missing; add a model solution: a program that passes all tests',
    ]);
  });

  it('warns about losses in a handout, with file and line', async () => {
    const folder = await writeFixture('small', {
      ...smallCourse,
      'hello/handout.md': 'Write\n__init__ of a<b>c.\n',
    });
    const { warnings } = await readCourseFolder(folder);
    expect(warnings).toMatchObject([
      { file: 'hello/handout.md', line: 2, isLeftOut: false },
      { file: 'hello/handout.md', line: 2, isLeftOut: false },
    ]);
  });

  it('reports a folder that does not exist or is a file', async () => {
    const folder = await writeFixture('small', smallCourse);
    const missing = await errorOf(readCourse(join(folder, 'nowhere')));
    expect(missing.message).toContain('there is no such folder; check the path');
    const file = await errorOf(readCourse(join(folder, 'course.yaml')));
    expect(file.message).toContain('this is a file');
  });

  it('refuses a folder whose name is not a slug', async () => {
    const error = await errorOf(readCourse(await writeFixture('My Course', smallCourse)));
    expect(error.faults).toHaveLength(1);
    expect(error.message).toContain('"My Course" becomes the course\'s address');
  });

  it.each<[string, FixtureFiles, string]>([
    [
      'no course.yaml',
      { 'course.yaml': null },
      'course.yaml: is missing; add it: the title of the course, and its parts with their assignments',
    ],
    [
      'a course.yaml that is a list',
      { 'course.yaml': '- a\n' },
      'course.yaml:1: must be lines of the form "key: value", with no "- " in front of the key',
    ],
    [
      'an empty course.yaml',
      { 'course.yaml': '' },
      'course.yaml:1: "title" is missing; add a line such as "title: Loops"',
    ],
    [
      'a missing key',
      { 'course.yaml': 'title: T\nparts:\n- assignments: [hello]\n' },
      'course.yaml:3: "title" is missing; add a line such as "title: Loops"',
    ],
    [
      'a title that YAML takes for a number',
      { 'hello/assignment.yaml': '\ntitle: 2024\n' },
      'hello/assignment.yaml:2: "title" must be text, but YAML reads this as a number; put it in quotes: title: "2024"',
    ],
    [
      'a slug with capital letters',
      { 'course.yaml': 'title: T\nparts:\n- title: P\n  assignments:\n  - Hello\n' },
      'course.yaml:5: item 1 of "assignments" is "Hello", but must consist of lower-case letters, digits and single hyphens, such as "hello"; rename the folder, and write its new name here',
    ],
    [
      'a path instead of a slug',
      { 'course.yaml': 'title: T\nparts:\n- title: P\n  assignments: [../hello]\n' },
      'course.yaml:4: item 1 of "assignments" is "../hello", but must consist of lower-case letters, digits and single hyphens, such as "hello"; rename the folder, and write its new name here',
    ],
    [
      'a part without assignments',
      { 'course.yaml': 'title: T\nparts:\n- title: P\n  assignments: []\n' },
      'course.yaml:4: "assignments" names no assignment; add one, or remove the part',
    ],
    [
      'a misspelt key within limits',
      manifest('limits:\n  cpuSecond: 3'),
      'hello/assignment.yaml:3: "cpuSecond" is not known here; did you mean "cpuSeconds"?',
    ],
    [
      'an unknown key',
      manifest('limits: {disk: 3}'),
      'hello/assignment.yaml:2: "disk" is not known here; remove it; known keys are "cpuSeconds", "wallSeconds", "memoryMiB"',
    ],
    [
      'a limit above the most',
      manifest('limits:\n  wallSeconds: 600'),
      'hello/assignment.yaml:3: "limits.wallSeconds" must be at most 60; write a smaller number',
    ],
    [
      'a limit of nothing',
      manifest('limits: {cpuSeconds: 0}'),
      'hello/assignment.yaml:2: "limits.cpuSeconds" must be more than 0; write a larger number',
    ],
    [
      'too little memory',
      manifest('limits: {memoryMiB: 1}'),
      'hello/assignment.yaml:2: "limits.memoryMiB" must be at least 64; write a larger number',
    ],
    [
      'a clock that ends before the CPU time',
      manifest('limits: {cpuSeconds: 20}'),
      'hello/assignment.yaml:2: "limits" has a wallSeconds below its cpuSeconds, so the wall-clock limit always comes first; raise wallSeconds',
    ],
    [
      'a judge that is none',
      manifest('judge: fair'),
      'hello/assignment.yaml:2: "judge" must be one of "split", "shared"',
    ],
    [
      'negative points',
      manifest('points: -1'),
      'hello/assignment.yaml:2: "points" must be at least 0; write a larger number',
    ],
    [
      'a hint that is no text',
      manifest('hints:\n- good\n- 3'),
      'hello/assignment.yaml:4: item 2 of "hints" must be text, but YAML reads this as a number; put it in quotes: "3"',
    ],
    [
      'a module to preload that can be none',
      manifest('preload: ["os; import sys"]'),
      'hello/assignment.yaml:2: item 1 of "preload" must be the name of a Python module, such as numpy',
    ],
    [
      'broken YAML',
      manifest('points: [1'),
      'hello/assignment.yaml:2: the list or group that starts with "[" has no closing "]"; add it: points: [1]',
    ],
    [
      'a key that comes twice',
      manifest('title: Again'),
      'hello/assignment.yaml:2: has "title" again, after line 1; remove one of the two',
    ],
    [
      'a file name that is no module name',
      manifest('file: two-fer.py'),
      'hello/assignment.yaml:2: "file" must be a Python module name and ".py": letters, digits and "_", not starting with a digit, such as "submission.py"',
    ],
    [
      'a file name that leads elsewhere',
      manifest('file: ../x.py'),
      'hello/assignment.yaml:2: "file" must be a Python module name and ".py": letters, digits and "_", not starting with a digit, such as "submission.py"',
    ],
    [
      'a file named by a word of Python',
      manifest('file: class.py'),
      'hello/assignment.yaml:2: "file" can\'t be imported: "class" is a reserved word in Python; choose another name',
    ],
    [
      'a file named like the tests',
      manifest('file: tests.py'),
      'hello/assignment.yaml:2: "file" is reserved: tests use "tests" themselves; choose another name',
    ],
    [
      'no tests',
      { 'hello/tests.py': null },
      'hello/tests.py: is missing; add it, or a cases.yaml: tests without Python, see docs/cases.md',
    ],
    [
      'tests without a test',
      { 'hello/tests.py': '# def test_nothing(self):\nimport unittest\n' },
      'hello/tests.py: has no test; write a class that extends unittest.TestCase, with methods named test_…',
    ],
    [
      'a misspelt file',
      { 'hello/hidden_test.py': '' },
      'hello/hidden_test.py: is not part of an assignment; remove it, or move it to files/ if programs read it; did you mean "hidden_tests.py"?',
    ],
    [
      'cases that are none',
      { 'hello/cases.yaml': 'call: hello()\n' },
      'hello/cases.yaml:1: must be a list; start each entry with "- "',
    ],
    [
      'no handout',
      { 'hello/handout.md': null },
      'hello/handout.md: is missing; add the text that tells students what to do',
    ],
    [
      'an empty handout',
      { 'hello/handout.md': '\n' },
      'hello/handout.md: is empty; describe what the student should do',
    ],
    [
      'a picture that is missing',
      { 'hello/handout.md': 'Look:\n\n![tree](media/tree.png)\n' },
      'hello/handout.md:3: shows the picture "media/tree.png", which is missing or broken; put it there',
    ],
    [
      'a picture that is none',
      { 'hello/media/tree.png': 'not a picture' },
      'hello/media/tree.png: is not a picture of type image/png; save it in that format',
    ],
    [
      'something else among the pictures',
      { 'hello/media/tree.pdf': '%PDF' },
      'hello/media/tree.pdf: is not a picture: media/ accepts png, jpg, gif, webp and svg files; remove it, or save it as one of these',
    ],
    [
      'a file that is not UTF-8',
      { 'hello/starter.py': Buffer.from([0x61, 0xe9, 0x0a]) },
      'hello/starter.py:1: is not UTF-8: the byte E9 after "a"; save it as UTF-8 in your editor',
    ],
    [
      'a NUL character',
      { 'hello/starter.py': 'a = 1\n\0' },
      'hello/starter.py:2: has a NUL character in it; remove it',
    ],
    [
      'a program that no student could hand in',
      { 'hello/starter.py': '#'.repeat(sizes.maxCodeBytes + 1) },
      'hello/starter.py: is larger than 64 KiB; make it smaller',
    ],
    [
      'a data file that is too large',
      { 'hello/files/big.csv': Buffer.alloc(sizes.maxDataFileBytes + 1) },
      'hello/files/big.csv: is larger than 2 MiB; make it smaller',
    ],
    [
      'data files that are too large together',
      Object.fromEntries(
        ['a', 'b', 'c', 'd'].map((name) => [`hello/files/${name}`, Buffer.alloc(1_500_000)]),
      ),
      'hello/files: is too large: at most 200 files and 4 MiB together are allowed; keep only what tests need',
    ],
    [
      'too many data files',
      Object.fromEntries(
        Array.from({ length: sizes.maxDataFiles + 2 }, (_, n) => [`hello/files/${n}.txt`, '']),
      ),
      'hello/files: is too large: at most 200 files and 4 MiB together are allowed; keep only what tests need',
    ],
    [
      "a data file in the place of the student's",
      { 'hello/files/submission.py': '' },
      'hello/files/submission.py: would hide submission.py, which is in the same folder while tests run; rename it',
    ],
    [
      'a package in the place of the tests',
      { 'hello/files/tests/__init__.py': '' },
      'hello/files/tests/__init__.py: would hide tests.py, which is in the same folder while tests run; rename it',
    ],
    [
      'a data file with an odd name',
      { 'hello/files/a\u0085b': '' },
      'hello/files/a\u0085b: has a backslash or an invalid character in its name; rename it',
    ],
  ])('reports %s', async (_what, changes, expected) => {
    expect((await faultsWith(changes))[0]).toBe(expected);
  });

  it.each(['handout.md', 'files/data.csv', 'media/tree.png'])(
    'refuses a symlink at %s that leads outside the course',
    async (path) => {
      const folder = await writeFixture('small', {
        ...smallCourse,
        'hello/handout.md': path === 'handout.md' ? null : 'Hi.',
        [`hello/${dirname(path)}/.keep`]: '',
      });
      await writeFile(join(folder, '../secret'), 'secret');
      await symlink(join(folder, '../secret'), join(folder, 'hello', path));
      const { faults } = await errorOf(readCourse(folder));
      expect(faults).toEqual([
        {
          file: `hello/${path}`,
          message: 'leads outside the folder; put a copy of the file inside instead',
        },
      ]);
    },
  );

  it('follows a symlink that stays within the course', async () => {
    const folder = await writeFixture('small', {
      ...smallCourse,
      'shared.csv': 'a,b\n',
      'hello/files/.keep': '',
    });
    await symlink('../../shared.csv', join(folder, 'hello/files/data.csv'));
    const course = await readCourse(folder);
    expect(course.assignments[0]?.bundle.files).toMatchObject([{ path: 'data.csv' }]);
  });

  it.each([
    ['to a folder', '..', 'is a symlink to a folder; put a copy of that folder here instead'],
    [
      'to nowhere',
      'gone',
      'is not a regular file or folder, or is a broken symlink; remove it, or put a copy of the file here',
    ],
  ])('refuses a symlink %s', async (_what, target, message) => {
    const folder = await writeFixture('small', { ...smallCourse, 'hello/files/.keep': '' });
    await symlink(target, join(folder, 'hello/files/link'));
    const { faults } = await errorOf(readCourse(folder));
    expect(faults).toEqual([{ file: 'hello/files/link', message }]);
  });

  it('refuses YAML that expands to something huge', async () => {
    const levels = Array.from(
      { length: 9 },
      (_, n) => `l${n + 1}: &l${n + 1} [${Array(9).fill(`*l${n}`).join(', ')}]`,
    );
    const faults = await faultsWith({
      'hello/assignment.yaml': ['l0: &l0 [x]', ...levels].join('\n'),
    });
    expect(faults[0]).toMatch(
      /^hello\/assignment.yaml:1: uses "\*" and "&" in a way that can't be read .*alias/,
    );
  });
});

describe('readAssignmentFolder', () => {
  const assignmentFiles = Object.fromEntries(
    Object.entries(smallCourse)
      .filter(([path]) => path.startsWith('hello/'))
      .map(([path, content]) => [path.slice('hello/'.length), content]),
  );

  it('reads a single assignment, with its solution', async () => {
    const assignment = await readAssignmentFolder(await writeFixture('hello', assignmentFiles));
    expect(assignment).toMatchObject({ slug: 'hello', title: 'Hello', part: '' });
    expect(assignment.solution).toEqual({ code: smallCourse['hello/solution.py'] });
  });

  it('returns the same bundle as the course does', async () => {
    const alone = await readAssignmentFolder(await writeFixture('hello', assignmentFiles));
    const course = await readCourse(await writeFixture('small', smallCourse));
    expect(alone.bundleHash).toBe(course.assignments[0]?.bundleHash);
  });

  it('accepts a missing solution', async () => {
    const files = { ...assignmentFiles, 'solution.py': null };
    const assignment = await readAssignmentFolder(await writeFixture('hello', files));
    expect(assignment.solution).toBeNull();
  });

  it('reports faults relative to the assignment', async () => {
    const files = { ...assignmentFiles, 'assignment.yaml': 'titel: x\n' };
    const error = await errorOf(readAssignmentFolder(await writeFixture('hello', files)));
    expect(error.faults.map(({ file, line }) => `${file}:${line ?? ''}`)).toEqual([
      'assignment.yaml:1',
      'assignment.yaml:1',
    ]);
  });
});
