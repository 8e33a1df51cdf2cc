import { findRecords, planCourse, storeCourse, type Database } from '@touchstone/database';
import type { CourseStore } from '../control/calls.ts';

export const courseStoreIn = ({ kysely }: Database): CourseStore => ({
  findRecords: (keys) => findRecords(kysely, keys),
  planCourse: (course, options) => planCourse(kysely, course, options),
  storeCourse: (course, options) => storeCourse(kysely, course, options),
});
