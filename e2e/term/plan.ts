import { misledTriple, programOf, type Slug } from './term-course.ts';

/*
 * What happens in the term, and what each student then has to get, worked out by hand: nothing here uses
 * the product's rules for dates and points.
 */

export interface Student {
  readonly number: number;
  readonly name: string;
  readonly mail: string;
  readonly group: 'Monday' | 'Tuesday';
}

export const students: readonly Student[] = Array.from({ length: 30 }, (_, index) => ({
  number: 1001 + index,
  name: `Student Number${String(index + 1).padStart(2, '0')}`,
  mail: `student${index + 1}@example.org`,
  group: index % 2 === 0 ? 'Monday' : 'Tuesday',
}));

export const roster = [
  'name,mail,group,id',
  ...students.map(({ name, mail, group, number }) => [name, mail, group, number].join(',')),
].join('\n');

/** When hand-ins of an assignment happen. */
export type When = 'early' | 'one day late' | 'two days late' | 'closed';

export interface Week {
  readonly assignments: readonly Slug[];
  readonly moments: Readonly<Record<When, string>>;
}

/** Moments with their distance from UTC: Helsinki's clocks go back on 28 October at 04:00. */
export const weeks: readonly Week[] = [
  {
    assignments: ['double', 'square'],
    moments: {
      early: '2035-10-17T10:00:00+03:00',
      'one day late': '2035-10-22T12:00:00+03:00',
      'two days late': '2035-10-23T12:00:00+03:00',
      closed: '2035-10-25T12:00:00+03:00',
    },
  },
  {
    assignments: ['triple', 'half'],
    moments: {
      early: '2035-10-25T14:00:00+03:00',
      // 24 and a half hours after it was due, but half an hour before the clock shows 18:00 again.
      'one day late': '2035-10-28T17:30:00+02:00',
      'two days late': '2035-10-28T18:30:00+02:00',
      closed: '2035-11-01T12:00:00+02:00',
    },
  },
  {
    assignments: ['negate', 'next'],
    moments: {
      early: '2035-11-01T14:00:00+02:00',
      'one day late': '2035-11-05T12:00:00+02:00',
      'two days late': '2035-11-06T12:00:00+02:00',
      closed: '2035-11-07T12:00:00+02:00',
    },
  },
];
export const termBegins = '2035-10-15T09:00:00+03:00';
export const examBefore = '2035-11-02T09:59:00+02:00';
export const examAt = '2035-11-02T10:30:00+02:00';
export const termEnds = '2035-11-09T12:00:00+02:00';

interface Step {
  readonly when: When;
  /** Of four tests. */
  readonly passes: number;
}

/** Ten kinds of students; each is another one in each assignment. */
const habits: readonly (readonly Step[])[] = [
  [],
  [{ when: 'early', passes: 0 }],
  [{ when: 'early', passes: 2 }],
  [
    { when: 'early', passes: 2 },
    { when: 'early', passes: 4 },
  ],
  [{ when: 'one day late', passes: 4 }],
  [{ when: 'two days late', passes: 4 }],
  [
    { when: 'early', passes: 3 },
    { when: 'two days late', passes: 4 },
  ],
  [
    { when: 'early', passes: 4 },
    { when: 'one day late', passes: 1 },
  ],
  [{ when: 'closed', passes: 4 }],
  [{ when: 'early', passes: 4 }],
];

const weekly = weeks.flatMap(({ assignments }) => assignments);
const habitOf = (student: Student, slug: Slug): readonly Step[] =>
  habits[(student.number * 7 + weekly.indexOf(slug) * 3) % habits.length] ?? [];

/** The group `Tuesday` may hand in `square` a day later. */
export const groupExtension = { group: 'Tuesday', slug: 'square', until: '2035-10-22' } as const;
/** Its student may hand in `half` two days later, and so loses nothing. */
export const studentExtension = {
  student: students[7] as Student,
  slug: 'half',
  until: '2035-10-29 18:00',
} as const;
export const override = {
  student: students[4] as Student,
  slug: 'negate',
  points: 77,
  reason: 'Explained it at the blackboard',
} as const;

export interface HandIn {
  readonly slug: Slug;
  readonly code: string;
  readonly isRefused: boolean;
}

/** What a student hands in at a moment of a week, in order. */
export function handInsAt(student: Student, slug: Slug, when: When): HandIn[] {
  return habitOf(student, slug).flatMap((step, index) => {
    if (step.when !== when) return [];
    const comment = `${student.number}, ${index}`;
    return [
      {
        slug,
        code: isMisled(student, slug, step)
          ? misledTriple
          : programOf(slug, { passes: step.passes, comment }),
        isRefused: daysLate(student, slug, when) === null,
      },
    ];
  });
}

/** Some wrote what the wrong test of triple(3) wants. */
const isMisled = ({ number }: Student, slug: Slug, { passes }: Step): boolean =>
  slug === 'triple' && passes === 4 && number % 3 === 0;

/** Null: nothing is accepted any more. */
function daysLate(student: Student, slug: Slug, when: When): number | null {
  const days = { early: 0, 'one day late': 1, 'two days late': 2, closed: null }[when];
  if (slug === groupExtension.slug && student.group === groupExtension.group) {
    return { early: 0, 'one day late': 0, 'two days late': 1, closed: 3 }[when];
  }
  if (slug === studentExtension.slug && student === studentExtension.student) {
    return { early: 0, 'one day late': 0, 'two days late': 0, closed: 3 }[when];
  }
  return days;
}

/** In the exam, students pass none to four of its tests; one in ten does not come. */
export const examOf = ({ number }: Student): string | null =>
  number % 10 === 0 ? null : programOf('exam', { passes: number % 5, comment: String(number) });

type Points = number | null;

/** What a student has earned; null: nothing was graded. @param options.until the best until it was due */
export function earned(student: Student, slug: Slug, { until }: { until?: 'due' } = {}): Points {
  if (slug === 'exam') return examOf(student) === null ? null : (student.number % 5) * 25;
  const points = habitOf(student, slug).flatMap((step) => {
    const days = daysLate(student, slug, step.when);
    if (days === null || (until === 'due' && days > 0)) return [];
    // Who followed the wrong test keeps those points; the corrected one gives them to the others.
    const costs = slug === 'next' ? 0 : 10 * days;
    return [Math.max(0, step.passes * 25 - costs)];
  });
  return points.length === 0 ? null : Math.max(...points);
}

/** What counts in the end: what was earned, or what the teacher gave instead. */
export const counted = (student: Student, slug: Slug): Points =>
  student === override.student && slug === override.slug ? override.points : earned(student, slug);
