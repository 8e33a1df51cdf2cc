import { cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '@touchstone/servers';
import { copyEmptyPglite, temporaryFolder, type TemporaryFolder } from '@touchstone/test-kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tinyCourse } from './fixtures.ts';
import { touchstoneHere, type Outcome } from './in-process-command.ts';
import { killCommands, touchstone } from './running-command.ts';

let folder: TemporaryFolder;
const data = () => join(folder.path, 'data');
const at = (...args: string[]): Promise<Outcome> => touchstoneHere(...args, '--data', data());
const file = (name: string): string => join(folder.path, name);

/** The lines that name dates, without the clock of this machine. */
const datesFor = async (student: string): Promise<string[]> => {
  const { stdout } = await at('when', student, 'hello');
  return stdout
    .trim()
    .split('\n')
    .map((line) => line.replace(/ \([^)]*\)/, ''));
};

beforeAll(async () => {
  folder = await temporaryFolder();
  await copyEmptyPglite(join(data(), 'database'));
  await cp(tinyCourse, file('tiny'), { recursive: true });
  await writeFile(
    join(file('tiny'), 'course.yaml'),
    'title: Tiny\ntimeZone: Europe/Helsinki\nlate: { pointsPerDay: 10 }\nparts:\n  - title: One\n' +
      '    dates: { opens: 2026-11-20, due: 2035-12-01 18:00, closes: 2035-12-03 18:00 }\n' +
      '    assignments: [hello]\n' +
      '  - title: Two\n    release: by hand\n    assignments: [exam]\n',
  );
  await cp(join(file('tiny'), 'hello'), join(file('tiny'), 'exam'), { recursive: true });
  expect(await at('course', 'load', file('tiny'))).toMatchObject({ status: 0 });
  await writeFile(
    file('students.csv'),
    'name,mail,group,id\nAda,ada@example.org,A,1\nBob,bob@example.org,B,2\n',
  );
  expect(await at('roster', 'load', 'tiny', file('students.csv'))).toMatchObject({ status: 0 });
});
afterAll(async () => {
  killCommands();
  await folder.remove();
});

describe('extend and when', () => {
  it('show the dates of the course, and the rule that decides', async () => {
    expect(await datesFor('ada@example.org')).toEqual([
      'opens  2026-11-20 00:00 Europe/Helsinki, by the dates of the course',
      'due    2035-12-01 18:00 Europe/Helsinki, by the dates of the course',
      'closes 2035-12-03 18:00 Europe/Helsinki, by the dates of the course',
      'late   10 points for each day late; part of a day counts as a whole day',
      'It is open.',
    ]);
  });

  it('extend for a student, a group and all', async () => {
    const extended = await at('extend', 'ada@example.org', 'hello', '--until', '2035-12-05 18:00');
    expect(extended).toMatchObject({ status: 0 });
    expect(extended.stdout).toContain('hello for ada@example.org: due 2035-12-05 18:00');
    expect((await datesFor('ada@example.org')).slice(1, 3)).toEqual([
      'due    2035-12-05 18:00 Europe/Helsinki, by the extension for this student',
      'closes 2035-12-07 18:00 Europe/Helsinki, by the extension for this student',
    ]);
    await at('extend', '--group', 'B', 'tiny', 'hello', '--until', '2035-12-02');
    expect((await datesFor('bob@example.org'))[1]).toBe(
      "due    2035-12-02 23:59:59 Europe/Helsinki, by the extension for the student's group",
    );
    await at('extend', '--all', 'tiny', 'hello', '--until', '2035-12-04', '--reason', 'outage');
    expect((await datesFor('bob@example.org'))[1]).toContain('by the extension for all');
    expect((await datesFor('ada@example.org'))[1]).toContain('by the extension for this student');
    const removed = await at('extend', 'ada@example.org', 'hello', '--remove');
    expect(removed).toMatchObject({ status: 0 });
    expect((await datesFor('ada@example.org'))[1]).toContain('by the extension for all');
    expect(await at('extend', 'ada@example.org', 'hello', '--remove')).toMatchObject({ status: 1 });
  });

  it('takes extensions from a CSV file, and reports lines that it could not use', async () => {
    await writeFile(
      file('extensions.csv'),
      'student;group;assignment;until;reason\n' +
        'bob@example.org;;hello;2035-12-20 12:00;ill\n' +
        ';A;hello;2035-12-21;\n' +
        'nobody@example.org;;hello;2035-12-20;\n' +
        'bob@example.org;A;hello;2035-12-20;\n' +
        'bob@example.org;;hello;soon;\n',
    );
    const loaded = await at('extend', '--csv', file('extensions.csv'), 'tiny');
    expect(loaded.status).toBe(1);
    expect(loaded.stdout).toContain('2 extensions stored, 3 refused.');
    expect(loaded.stderr).toMatch(/line 4: There is no student nobody@example\.org/);
    expect(loaded.stderr).toMatch(/line 5: Either a student or a group/);
    expect(loaded.stderr).toMatch(/line 6: The time is "soon", but must be a day/);
    expect((await datesFor('bob@example.org'))[1]).toContain('2035-12-20 12:00');
  });

  it('lets it open at another time for a group, by command and CSV, and keeps the other dates', async () => {
    const slot = ['--opens', '2035-11-30 14:00', '--until', '2035-12-20 18:00'];
    const { stdout } = await at('extend', '--group', 'B', 'tiny', 'hello', ...slot);
    expect(stdout).toContain('hello for group B: opens 2035-11-30 14:00 Europe/Helsinki');
    const of = "Europe/Helsinki, by the extension for the student's group";
    expect((await datesFor('bob@example.org'))[0]).toBe(`opens  2035-11-30 14:00 ${of}`);
    await writeFile(
      file('slots.csv'),
      'group,assignment,opens\nB,hello,2035-11-30 15:00\nB,hello,\n',
    );
    const loaded = await at('extend', '--csv', file('slots.csv'), 'tiny');
    expect(loaded.stdout).toContain('1 extension stored, 1 refused.');
    expect(loaded.stderr).toMatch(/line 3: It names no time/);
    expect((await datesFor('bob@example.org')).slice(0, 2)).toEqual([
      `opens  2035-11-30 15:00 ${of}`,
      expect.stringMatching(/^due +2035-12-20 18:00/),
    ]);
    await at('extend', '--group', 'B', 'tiny', 'hello', '--remove');
  });

  it('release verdicts for all, a group and a student, and take that back', async () => {
    const told = async (...args: string[]): Promise<string> => {
      const { status, stdout } = await at('release', 'tiny', 'exam', ...args);
      expect(status).toBe(0);
      return stdout.trim();
    };
    expect(await told()).toBe('Released the verdicts of exam for all.');
    expect(await told()).toBe(
      'Nothing to do: the verdicts of exam for all have been released before.',
    );
    expect(await told('--group', 'A')).toBe('Released the verdicts of exam for group A.');
    expect(await told('--student', 'ada@example.org')).toBe(
      'Released the verdicts of exam for ada@example.org.',
    );
    expect(await told('--undo')).toBe(
      'Took back the release of the verdicts of exam for all. Students may have seen them.',
    );
    expect(await told('--undo')).toBe(
      'Nothing to take back: there is no release of the verdicts of exam for all.',
    );
  });

  it.each([
    [['extend', 'ada@example.org', 'hello', '--until', '2030-01-01'], 1, /can only be later/],
    [['extend', 'eve@example.org', 'hello', '--until', '2036-01-01'], 1, /no student eve@/],
    [['extend', 'ada@example.org', 'other', '--until', '2036-01-01'], 1, /No course has an/],
    [['extend', '--group', 'C', 'tiny', 'hello', '--until', '2036-01-01'], 1, /Groups: A, B/],
    [['extend', 'ada@example.org', 'hello', '--until', '2036-02-30'], 2, /no such day/],
    [['extend', 'ada@example.org', 'hello'], 2, /either --until, --opens or both, or --remove/],
    [['extend', 'ada@example.org', 'hello', '--opens', '2036-01-01'], 1, /must open before that/],
    [['release', 'tiny', 'hello'], 1, /holds no verdicts back/],
    [['release', 'tiny', 'other'], 1, /has no assignment other/],
    [['release', 'tiny', 'exam', '--group', 'C'], 1, /Groups: A, B/],
    [['release', 'tiny', 'exam', '--student', 'eve@example.org'], 1, /no student eve@/],
    [['release', 'tiny', 'exam', '--student', 'a', '--group', 'A'], 2, /exclude each other/],
    [['when', 'eve@example.org', 'hello'], 1, /no student eve@/],
  ])('refuse %j', async (args, status, message) => {
    const outcome = await at(...args);
    expect(outcome.status).toBe(status);
    expect(outcome.stderr).toMatch(message);
  });
});

it('does the same in a running system', async () => {
  const server = touchstone('start', '--data', data(), '--port', String(await freePort()));
  await server.printed(/ready: (\S+)/);
  const until = ['--until', '2036-01-05 18:00'];
  expect(
    await at('extend', 'ada@example.org', 'hello', '--course', 'tiny', ...until),
  ).toMatchObject({ status: 0, stderr: '' });
  const when = await at('when', 'ada@example.org', 'hello', '--course', 'tiny');
  expect(when).toMatchObject({ status: 0, stderr: '' });
  expect(when.stdout).toContain('2036-01-05 18:00 Europe/Helsinki');
  expect(
    await at('extend', 'ada@example.org', 'hello', '--course', 'tiny', '--remove'),
  ).toMatchObject({ status: 0, stderr: '' });
});
