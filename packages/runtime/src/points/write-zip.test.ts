import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CourseStudent } from '@touchstone/contracts';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { SubmissionOf } from './submission-pages.ts';
import { writeZip } from './write-zip.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zip-'));
});
afterEach(() => rm(folder, { recursive: true }));

const idOf = (number: number): string => `00000000-0000-4000-8000-00000000000${number}`;
const createdAt = '2026-11-30T08:54:12.000Z';

const aStudent = (number: number, name: string | null): CourseStudent => ({
  ...{ uuid: idOf(number), number: null, name, mail: null, group: '=1+1' },
});
const handedIn = (student: CourseStudent, number: number): SubmissionOf => ({
  student,
  submission: {
    ...{ id: idOf(number), student: student.uuid, assignment: 'sum', status: 'graded' },
    ...{ verdict: 'passed', points: 100, solved: true, createdAt },
  },
});

/** Unpacks a zip file of the submissions by `unzip`; resolves to the names and to info.csv. */
async function unpacked(
  students: readonly CourseStudent[],
  pages: readonly (readonly SubmissionOf[])[],
  { numbered = false, names = ['main.py'] } = {},
) {
  const parts: Uint8Array[] = [];
  const count = await writeZip({
    source: {
      readSubmittedFiles: (ids) =>
        Promise.resolve(
          ids.map((id) => ({ id, files: names.map((name) => ({ name, code: `# ${name}\n` })) })),
        ),
    },
    course: { slug: 'course', title: 'Course', assignments: [], students: [...students] },
    pages: (async function* () {
      for (const page of pages) yield await Promise.resolve(page);
    })(),
    numbered,
    write: (bytes) => Promise.resolve(parts.push(bytes)),
    onProgress: () => undefined,
  });
  const path = join(folder, 'out.zip');
  await writeFile(path, Buffer.concat(parts));
  execFileSync('unzip', ['-qq', path, '-d', join(folder, 'out')]);
  const listed = execFileSync('unzip', ['-Z1', path]).toString().trimEnd().split('\n');
  const info = await readFile(join(folder, 'out', 'info.csv'), 'utf8');
  return { count, names: listed, info: info.split('\r\n') };
}

it('has a folder for each student and assignment, and info.csv as Dolos reads it', async () => {
  const [ada, nobody] = [aStudent(1, 'Lovelace, Ada'), aStudent(2, null)];
  const { count, names, info } = await unpacked(
    [ada, nobody],
    [[handedIn(ada, 3)], [handedIn(nobody, 4)]],
  );
  expect(count).toBe(2);
  expect(names).toEqual(['Lovelace-Ada/sum/main.py', `${idOf(2)}/sum/main.py`, 'info.csv']);
  expect(info).toEqual([
    'filename,full_name,label,created_at,exercise_id,submission_id,status,points',
    `Lovelace-Ada/sum/main.py,"Lovelace, Ada",'=1+1,${createdAt},sum,${idOf(3)},passed,100`,
    `${idOf(2)}/sum/main.py,${idOf(2)},'=1+1,${createdAt},sum,${idOf(4)},passed,100`,
    '',
  ]);
});

it('has no name that leaves the folder, is a device, or replaces another', async () => {
  const students = ['../../evil', '../../evil', 'CON', 'con', '/etc/passwd', '..', '=cmd|x'].map(
    (name, number) => aStudent(number, name),
  );
  const { names, info } = await unpacked(
    students,
    [students.map((student, number) => handedIn(student, number))],
    { names: ['../x.py', 'aux.py'] },
  );
  const folders = ['evil', 'evil-2', 'CON_', 'con_-2', 'etc-passwd', idOf(5), 'cmd-x'];
  expect(names).toEqual([
    ...folders.flatMap((name) => [`${name}/sum/x.py`, `${name}/sum/aux_.py`]),
    'info.csv',
  ]);
  expect(info.filter((line) => /,=|^=/.test(line))).toEqual([]);
});

it('numbers the submissions of a student, also across pages', async () => {
  const [ada, ben] = [aStudent(1, 'Ada'), aStudent(2, 'Ben')];
  const pages = [
    [handedIn(ada, 3), handedIn(ada, 4)],
    [handedIn(ada, 5), handedIn(ben, 6)],
  ];
  const { names } = await unpacked([ada, ben], pages, { numbered: true });
  expect(names.slice(0, -1)).toEqual([
    'Ada/sum/0001/main.py',
    'Ada/sum/0002/main.py',
    'Ada/sum/0003/main.py',
    'Ben/sum/0001/main.py',
  ]);
});
