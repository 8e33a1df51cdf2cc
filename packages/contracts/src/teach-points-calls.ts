import { z } from 'zod';
import type { Call } from './call.ts';
import {
  newOverrideSchema,
  pointsExportQuerySchema,
  pointsMatrixQuerySchema,
  pointsMatrixSchema,
  submissionsExportQuerySchema,
} from './points.ts';

/** The part of the table of calls about what was earned. Files have names, and are for teachers only. */
export const teachPointsCalls = {
  'GET /api/teach/:course/points': {
    id: 'readPoints',
    summary: 'A page of students with the points of each assignment.',
    session: 'required',
    query: pointsMatrixQuerySchema,
    answers: { 200: pointsMatrixSchema },
    errors: ['forbidden', 'rate-limited'],
  },
  'GET /api/teach/:course/points.csv': {
    id: 'readPointsCsv',
    summary: 'The points of all students as CSV, or as Canvas or Moodle import them.',
    session: 'required',
    query: pointsExportQuerySchema,
    answers: {},
    sendsFile: ['text/csv; charset=utf-8'],
    errors: ['forbidden', 'rate-limited'],
  },
  'GET /api/teach/:course/submissions.csv': {
    id: 'readSubmissionsCsv',
    summary: 'The submissions of a course as CSV, without programs.',
    session: 'required',
    query: submissionsExportQuerySchema,
    answers: {},
    sendsFile: ['text/csv; charset=utf-8'],
    errors: ['forbidden', 'rate-limited'],
  },
  'GET /api/teach/:course/submissions.zip': {
    id: 'readProgramsZip',
    summary:
      'The programs of a course, in a folder for each student, with the info.csv that Dolos reads.',
    session: 'required',
    query: submissionsExportQuerySchema,
    answers: {},
    sendsFile: ['application/zip'],
    errors: ['forbidden', 'rate-limited'],
  },
  'PUT /api/teach/:course/students/:user/points/:assignment': {
    id: 'overridePoints',
    summary:
      'Gives a student points in the place of those that were earned. The student reads the reason.',
    session: 'required',
    body: newOverrideSchema,
    example: { points: 8, reason: 'Solved at the blackboard.' },
    answers: { 204: z.undefined() },
    errors: ['rate-limited', 'storage-full'],
  },
  'DELETE /api/teach/:course/students/:user/points/:assignment': {
    id: 'removeOverriddenPoints',
    summary: 'Lets the points that were earned count again.',
    session: 'required',
    answers: { 204: z.undefined() },
    errors: ['rate-limited'],
  },
} as const satisfies Readonly<Record<string, Call>>;
