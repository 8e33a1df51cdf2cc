import { z } from 'zod';
import type { Call } from './call.ts';
import { historySchema } from './submission.ts';
import {
  assignmentOverviewSchema,
  gridQuerySchema,
  gridSchema,
  newNoteSchema,
  noteSchema,
  seenSchema,
  studentOverviewSchema,
  taughtSubmissionSchema,
  teachEventSchemas,
  timelineQuerySchema,
} from './teach.ts';

/**
 * The part of the table of calls behind /teach. Assistants get the students who are assigned to them, and
 * names only where the course shows them.
 */
export const teachViewCalls = {
  'GET /api/teach/:course/grid': {
    id: 'readGrid',
    summary: 'A page of students with what they have done in each assignment, and whom to look at.',
    session: 'required',
    query: gridQuerySchema,
    answers: { 200: gridSchema },
    errors: ['forbidden', 'rate-limited'],
  },
  'GET /api/teach/:course/grid.csv': {
    id: 'readGridCsv',
    summary: 'The whole grid as CSV, a line for each student and assignment.',
    session: 'required',
    answers: {},
    sendsFile: ['text/csv; charset=utf-8'],
    errors: ['forbidden', 'rate-limited'],
  },
  'GET /api/teach/:course/events': {
    id: 'followTeaching',
    summary: 'Server-Sent Events: the queue, and how long results take.',
    session: 'required',
    answers: {},
    events: teachEventSchemas,
    errors: ['forbidden', 'rate-limited'],
  },
  'GET /api/teach/:course/assignments/:assignment': {
    id: 'readAssignmentOverview',
    summary:
      'How an assignment goes: tries, the test that blocks most, equal failures and their fixes.',
    session: 'required',
    answers: { 200: assignmentOverviewSchema },
    errors: ['forbidden', 'rate-limited'],
  },
  'GET /api/teach/:course/assignments/:assignment/failures.csv': {
    id: 'readFailuresCsv',
    summary: 'The equal failures of an assignment as CSV.',
    session: 'required',
    answers: {},
    sendsFile: ['text/csv; charset=utf-8'],
    errors: ['forbidden', 'rate-limited'],
  },
  'GET /api/teach/:course/students/:user': {
    id: 'readStudent',
    summary: 'What a student has done in the course, and the notes about the student.',
    session: 'required',
    answers: { 200: studentOverviewSchema },
    errors: ['forbidden', 'rate-limited'],
  },
  'PUT /api/teach/:course/students/:user/view': {
    id: 'viewAsStudent',
    summary:
      'From now on, and for an hour, this session sees the course as the student does, and changes nothing.',
    session: 'required',
    answers: { 204: z.undefined() },
    errors: ['forbidden', 'rate-limited'],
  },
  'DELETE /api/me/view': {
    id: 'stopViewing',
    summary: 'This session sees courses as its user does again.',
    session: 'required',
    answers: { 204: z.undefined() },
  },
  'GET /api/teach/:course/students/:user/submissions': {
    id: 'listStudentSubmissions',
    summary: "A student's submissions in the course, newest first, without code, output and tests.",
    session: 'required',
    query: timelineQuerySchema,
    answers: { 200: historySchema },
    errors: ['forbidden', 'rate-limited'],
  },
  'GET /api/teach/:course/students/:user/submissions.csv': {
    id: 'readStudentCsv',
    summary: "A student's submissions in the course as CSV, without code.",
    session: 'required',
    answers: {},
    sendsFile: ['text/csv; charset=utf-8'],
    errors: ['forbidden', 'rate-limited'],
  },
  'GET /api/teach/:course/submissions/:id': {
    id: 'readStudentSubmission',
    summary: 'A submission of a student, with everything that its result has.',
    session: 'required',
    answers: { 200: taughtSubmissionSchema },
    errors: ['forbidden', 'rate-limited'],
  },
  'POST /api/teach/:course/students/:user/seen': {
    id: 'markSeen',
    summary:
      'Notes that you have seen that a student is stuck: the programs from now on count anew.',
    session: 'required',
    body: seenSchema,
    example: { assignment: '$ASSIGNMENT' },
    answers: { 204: z.undefined() },
    errors: ['rate-limited'],
  },
  'POST /api/teach/:course/students/:user/notes': {
    id: 'addNote',
    summary: "Adds a note about a student. The student's export shows it, with its author.",
    session: 'required',
    body: newNoteSchema,
    example: { text: 'Asked for help with loops.' },
    answers: { 201: noteSchema },
    errors: ['rate-limited', 'storage-full'],
  },
  'GET /api/teach/:course/students/:user/notes.csv': {
    id: 'readNotesCsv',
    summary: 'The notes about a student as CSV, with their authors.',
    session: 'required',
    answers: {},
    sendsFile: ['text/csv; charset=utf-8'],
    errors: ['forbidden', 'rate-limited'],
  },
  'DELETE /api/teach/:course/students/:user/notes/:note': {
    id: 'removeNote',
    summary: 'Removes a note that you wrote.',
    session: 'required',
    answers: { 204: z.undefined() },
    errors: ['rate-limited'],
  },
} as const satisfies Readonly<Record<string, Call>>;
