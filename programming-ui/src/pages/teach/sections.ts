import type { Course, Role } from '@touchstone/contracts';
import type { Component } from 'svelte';
import { teachMessages } from '../../teach-messages.ts';
import PeopleSection from './people/people-section.svelte';

/** What each section gets. An assistant sees less than a teacher, and changes nothing. */
export interface SectionProps {
  course: Course;
  role: Exclude<Role, 'student'>;
}

interface Section {
  /** In the address, after the course. */
  readonly id: string;
  readonly label: string;
  readonly component: Component<SectionProps>;
}

/** The sections of a course's page for teachers. The first is shown if the address names none. */
export const sections: readonly [Section, ...Section[]] = [
  { id: 'people', label: teachMessages.people.title, component: PeopleSection },
];
