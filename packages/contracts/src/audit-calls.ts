import { auditPageQuerySchema, auditPageSchema, auditQuerySchema } from './audit-entry.ts';
import type { Call } from './call.ts';

/** The part of the table of calls that reads the audit log. No call changes it. */
export const auditCalls = {
  'GET /api/teach/:course/audit': {
    id: 'readAuditLog',
    summary: 'What was done in a course, by whom and about whom, newest first.',
    session: 'required',
    query: auditPageQuerySchema,
    answers: { 200: auditPageSchema },
    errors: ['forbidden', 'rate-limited'],
  },
  'GET /api/teach/:course/audit.csv': {
    id: 'readAuditCsv',
    summary: 'The same as CSV, all pages.',
    session: 'required',
    query: auditQuerySchema,
    answers: {},
    sendsFile: ['text/csv; charset=utf-8'],
    errors: ['forbidden', 'rate-limited'],
  },
} as const satisfies Readonly<Record<string, Call>>;
