import { z } from 'zod';
import type { Call } from './call.ts';
import {
  joinAnswerSchema,
  joinedDraftAnswerSchema,
  joinListSchema,
  newJoinAnswerSchema,
  newJoinSchema,
} from './joins.ts';
import { submissionAnswerSchema } from './submission.ts';

/** The part of the table of calls by which anonymous histories are joined to accounts. */
export const joinCalls = {
  'GET /api/me/joins': {
    id: 'listJoins',
    summary:
      'Histories of anonymous users that the user is asked about, or has joined: programs, drafts and dates.',
    session: 'required',
    answers: { 200: joinListSchema },
    errors: ['rate-limited'],
  },
  'POST /api/me/joins': {
    id: 'offerJoin',
    summary:
      'Offers the history of another browser to the user, who shows a device code or recovery key of its anonymous user. Joins nothing yet.',
    session: 'required',
    body: newJoinSchema,
    example: { code: '$CODE' },
    answers: { 201: newJoinAnswerSchema },
    errors: ['invalid-code', 'not-joinable', 'rate-limited', 'storage-full'],
  },
  'GET /api/me/joins/:id/submissions/:submission': {
    id: 'readJoinedSubmission',
    summary: 'A program of such a history.',
    session: 'required',
    answers: { 200: submissionAnswerSchema },
    errors: ['rate-limited'],
  },
  'GET /api/me/joins/:id/drafts/:assignmentId': {
    id: 'readJoinedDraft',
    summary: 'A draft of such a history.',
    session: 'required',
    answers: { 200: joinedDraftAnswerSchema },
    errors: ['rate-limited'],
  },
  'PUT /api/me/joins/:id': {
    id: 'answerJoin',
    summary:
      'Joins a history to the account, says that it is not the user’s, or undoes a join within 14 days.',
    session: 'required',
    body: joinAnswerSchema,
    example: { state: 'joined' },
    answers: { 204: z.undefined() },
    errors: ['not-joinable', 'submission-in-grading', 'undo-is-over', 'storage-full'],
  },
} as const satisfies Readonly<Record<string, Call>>;
