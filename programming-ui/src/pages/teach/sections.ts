import type { Course, Role } from '@touchstone/contracts';
import type { Component } from 'svelte';
import { auditMessages } from '../../audit-messages.ts';
import { classMessages } from '../../class-messages.ts';
import { pointsMessages } from '../../points-messages.ts';
import { teachMessages } from '../../teach-messages.ts';

/** What each section gets. An assistant sees less than a teacher, and changes less. */
export interface SectionProps {
  course: Course;
  role: Exclude<Role, 'student'>;
}

/** What the page of one item of a section gets. */
export interface ItemProps extends SectionProps {
  /** From the address. */
  item: string;
  /** Sets the page's heading, once it is known. */
  onTitle: (title: string) => void;
}

interface Section {
  /** In the address, after the course. */
  readonly id: string;
  readonly label: string;
  /** Not for assistants. */
  readonly isForTeachers?: true;
  readonly fetchPart: () => Promise<{ default: Component<SectionProps> }>;
  /** The page of one item, whose heading is the title until it is known better. */
  readonly item?: {
    readonly title: string;
    readonly fetchPart: () => Promise<{ default: Component<ItemProps> }>;
  };
}

/** The sections of a course's page for teachers. The first is shown if the address names none. */
export const sections: readonly [Section, ...Section[]] = [
  {
    id: 'students',
    label: classMessages.grid.title,
    fetchPart: () => import('./students/students-section.svelte'),
    item: {
      title: classMessages.student.title,
      fetchPart: () => import('./student/student-page.svelte'),
    },
  },
  {
    id: 'assignments',
    label: classMessages.assignments.title,
    fetchPart: () => import('./assignments/assignments-section.svelte'),
    item: {
      title: classMessages.assignment.title,
      fetchPart: () => import('./assignments/assignment-page.svelte'),
    },
  },
  {
    id: 'points',
    label: pointsMessages.title,
    fetchPart: () => import('./points/points-section.svelte'),
  },
  {
    id: 'people',
    label: teachMessages.people.title,
    fetchPart: () => import('./people/people-section.svelte'),
  },
  {
    id: 'audit',
    label: auditMessages.title,
    isForTeachers: true,
    fetchPart: () => import('./audit/audit-section.svelte'),
  },
];
