import { describe, expect, it } from 'vitest';
import { smallCourse, writeFixture } from '../../test/course-fixture.ts';
import { CourseError } from '../course-error.ts';
import { readCourseFolder } from '../read-course.ts';

interface Written {
  /** Lines at the top of course.yaml. */
  readonly course?: string;
  /** Lines of the part's `dates`. */
  readonly part?: string;
  /** Further lines of the part. */
  readonly ofPart?: string;
  /** Lines of assignment.yaml. */
  readonly assignment?: string;
}

const zone = 'timeZone: Europe/Helsinki';

async function read({ course = zone, part, ofPart, assignment = '' }: Written) {
  const dates = part === undefined ? '' : `    dates: { ${part} }\n`;
  const folder = await writeFixture('small', {
    ...smallCourse,
    'course.yaml': `title: Small\n${course}\nparts:\n  - title: First\n${dates}${ofPart === undefined ? '' : `    ${ofPart}\n`}    assignments:\n      - hello\n`,
    'hello/assignment.yaml': `title: Hello\n${assignment}\n`,
  });
  const { course: loaded, warnings } = await readCourseFolder(folder);
  const [hello] = loaded.assignments;
  return {
    dates: hello?.dates,
    release: hello?.release,
    bundleHash: hello?.bundleHash,
    timeZone: loaded.timeZone,
    warnings: warnings.map(({ file, line, message }) => `${file}:${line}: ${message}`),
  };
}

async function faultsOf(written: Written): Promise<string[]> {
  const error = await read(written).then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof CourseError)) throw new Error('expected faults', { cause: error });
  return error.faults.map(({ file, line, message }) => `${file}:${line}: ${message}`);
}

describe('dates of a course', () => {
  it('are those of the part; a bare day begins or ends by the clock of the course', async () => {
    const { dates, timeZone, warnings } = await read({
      part: 'opens: 2026-11-20, due: 2026-12-01, closes: 2026-12-03 18:00',
    });
    expect(timeZone).toBe('Europe/Helsinki');
    expect(warnings).toEqual([]);
    expect(dates).toEqual({
      opens: '2026-11-19T22:00:00.000Z',
      due: '2026-12-01T21:59:59.999Z',
      closes: '2026-12-03T16:00:00.000Z',
      pointsPerDay: null,
    });
  });

  it('may be overridden one by one, and taken away', async () => {
    const { dates } = await read({
      course: `${zone}\nlate:\n  pointsPerDay: 5`,
      part: 'opens: 2026-11-20, due: 2026-12-01 18:00, closes: 2026-12-03 18:00',
      assignment: 'dates: { opens: none, due: 2026-12-02 18:00+01:00 }',
    });
    expect(dates).toEqual({
      opens: null,
      due: '2026-12-02T17:00:00.000Z',
      closes: '2026-12-03T16:00:00.000Z',
      pointsPerDay: 5,
    });
  });

  it('are absent where there are none, and no part of what is graded', async () => {
    const without = await read({ course: `${zone}\nlate: none` });
    expect(without.dates).toBeUndefined();
    const dated = await read({ part: 'due: 2026-12-01' });
    expect(dated.bundleHash).toBe(without.bundleHash);
  });

  it('take what the assignment says about late ones', async () => {
    const course = `${zone}\nlate: { pointsPerDay: 5 }`;
    const part = 'due: 2026-12-01';
    const own = await read({ course, part, assignment: 'late: { pointsPerDay: 2.5 }' });
    expect(own.dates?.pointsPerDay).toBe(2.5);
    expect((await read({ course, part, assignment: 'late: none' })).dates?.pointsPerDay).toBeNull();
  });

  it('need no zone if they have offsets', async () => {
    const { dates, timeZone } = await read({ course: '', part: 'due: 2026-12-01 18:00 Z' });
    expect(dates?.due).toBe('2026-12-01T18:00:00.000Z');
    expect(timeZone).toBeUndefined();
  });

  it('that the clock skips or shows twice get a warning with both readings', async () => {
    const skipped = await read({ part: 'due: 2026-03-29 03:30' });
    expect(skipped.dates?.due).toBe('2026-03-29T01:30:00.000Z');
    expect(skipped.warnings).toEqual([
      'course.yaml:5: "due" is "2026-03-29 03:30", a time that is skipped when the clocks of Europe/Helsinki change; the later reading counts, 2026-03-29 04:30 +03:00, not 2026-03-29 02:30 +02:00; write the one you mean with its offset',
    ]);
    const twice = await read({ part: 'due: 2026-10-25 03:30' });
    expect(twice.dates?.due).toBe('2026-10-25T01:30:00.000Z');
    expect(twice.warnings).toEqual([
      'course.yaml:5: "due" is "2026-10-25 03:30", a time that comes twice when the clocks of Europe/Helsinki change; the later reading counts, 2026-10-25 03:30 +02:00, not 2026-10-25 03:30 +03:00; write the one you mean with its offset',
    ]);
    const offset = await read({ part: 'due: 2026-10-25 03:30+03:00' });
    expect(offset.warnings).toEqual([]);
  });

  it.each<[string, Written, string]>([
    [
      'a zone that does not exist',
      { course: 'timeZone: Europe/Helsinky' },
      'course.yaml:2: "timeZone" is "Europe/Helsinky", which is no time zone; write a name such as Europe/Helsinki; did you mean "Europe/Helsinki"?',
    ],
    [
      'a city without its continent',
      { course: 'timeZone: helsinki' },
      'course.yaml:2: "timeZone" is "helsinki", which is no time zone; write a name such as Europe/Helsinki; did you mean "Europe/Helsinki"?',
    ],
    [
      'an offset as zone',
      { course: 'timeZone: "+02:00"' },
      'course.yaml:2: "timeZone" is "+02:00", which is no time zone; write a name such as Europe/Helsinki',
    ],
    [
      'no zone',
      { course: '', part: 'due: 2026-12-01' },
      'course.yaml:5: "due" is a time of the course\'s clock; add its zone to course.yaml, such as "timeZone: Europe/Helsinki"',
    ],
    [
      'a day that does not exist',
      { part: 'due: 2027-02-29' },
      'course.yaml:5: "due" is "2027-02-29", but there is no such day or time; correct it',
    ],
    [
      'another form',
      { part: 'due: 1.12.2026' },
      'course.yaml:5: "due" is "1.12.2026", but must be a day such as 2026-12-01, or a time such as 2026-12-01 18:00',
    ],
    [
      'opens after due',
      { part: 'opens: 2026-12-02, due: 2026-12-01' },
      'course.yaml:5: "opens" is after "due": it opens 2026-12-02 00:00 and is due 2026-12-01 23:59:59; correct one',
    ],
    [
      'due after closes, by the override',
      { part: 'due: 2026-12-01, closes: 2026-12-02', assignment: 'dates: { due: 2026-12-03 }' },
      'hello/assignment.yaml:2: "due" is after "closes": it is due 2026-12-03 23:59:59 and closes 2026-12-02 23:59:59; correct one',
    ],
    [
      'closes without due',
      { part: 'closes: 2026-12-01' },
      'course.yaml:5: "closes" needs "due", which may be the same time; add it',
    ],
    [
      'late without due',
      { assignment: 'late: { pointsPerDay: 5 }' },
      'hello/assignment.yaml:2: has "late", but no date by which it is due; add "due" below "dates", or remove "late"',
    ],
    [
      'late without a time for it',
      {
        part: 'due: 2026-12-01, closes: 2026-12-01',
        assignment: 'late: { pointsPerDay: 5 }',
      },
      'hello/assignment.yaml:2: has "late", but closes when it is due, so nothing can be late; let it close later, or remove "late"',
    ],
    [
      'late of another kind',
      { assignment: 'late: 5' },
      'hello/assignment.yaml:2: "late" must be "none", or "pointsPerDay: 10" in a line of its own below it',
    ],
  ])('report %s', async (_, written, fault) => {
    expect(await faultsOf(written)).toEqual([fault]);
  });
});

describe('the release of verdicts', () => {
  const due = 'due: 2026-12-01';

  it.each([
    ['at once without a word', {}, undefined],
    ['the part’s', { ofPart: 'release: by hand' }, 'by hand'],
    ['its own', { ofPart: 'release: by hand', assignment: 'release: at once' }, undefined],
    ['its own, at due', { part: due, assignment: 'release: at due' }, 'at due'],
    ['the part’s, at due', { part: due, ofPart: 'release: at due' }, 'at due'],
  ])('is %s', async (_, written, release) => {
    expect((await read(written)).release).toBe(release);
  });

  it('does not change the bundle', async () => {
    const { bundleHash } = await read({});
    expect((await read({ assignment: 'release: by hand' })).bundleHash).toBe(bundleHash);
  });

  it('at due needs a due date', async () => {
    expect(await faultsOf({ assignment: 'release: at due' })).toEqual([
      'hello/assignment.yaml:2: has "release: at due", but no date by which it is due; add "due" below "dates", or write "release: by hand"',
    ]);
    const taken = { part: due, ofPart: 'release: at due', assignment: 'dates: { due: none }' };
    expect((await faultsOf(taken)).join()).toMatch(
      /^hello\/assignment\.yaml:\d+: has no date by which it is due, but its part/,
    );
  });

  it('must be one of three', async () => {
    expect(await faultsOf({ assignment: 'release: later' })).toEqual([
      'hello/assignment.yaml:2: "release" must be one of "at once", "at due", "by hand"',
    ]);
  });
});
