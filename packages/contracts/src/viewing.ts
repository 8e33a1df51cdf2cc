/*
 * What a call is about while a teacher sees a course as one of its students ("View as student").
 */

/**
 * - `the student`: what the student would get, without drafts and other courses
 * - `oneself`: the teacher's own account and sessions
 * - `nothing`: refused
 */
export type WhileViewing = 'the student' | 'oneself' | 'nothing';

/** Calls that are not here are refused: what is added later, and everything that writes. */
export const whileViewing: Readonly<Partial<Record<string, WhileViewing>>> = {
  'POST /api/users': 'oneself',
  'POST /api/sign-in': 'oneself',
  'GET /api/me': 'the student',
  'GET /api/me/account': 'oneself',
  'GET /api/me/days': 'the student',
  'GET /api/me/sessions': 'oneself',
  'DELETE /api/me/sessions/:id': 'oneself',
  'DELETE /api/me/view': 'oneself',
  'GET /api/me/events': 'the student',
  'GET /api/courses': 'the student',
  'GET /api/assignments': 'the student',
  'POST /api/assignments': 'the student',
  'GET /api/assignments/:id': 'the student',
  'POST /api/assignments/:id': 'the student',
  'GET /api/courses/:course/assignments/:assignment': 'the student',
  'GET /api/assignments/:id/examples': 'the student',
  'GET /api/assignments/:id/files/:name': 'the student',
  'GET /api/assignments/:id/solution': 'the student',
  'GET /api/drafts/:assignmentId': 'the student',
  'GET /api/submissions': 'the student',
  'GET /api/submissions/:id': 'the student',
  'GET /api/submissions/:id/events': 'the student',
};

/** Of a call, by its name. */
export const isAboutWhileViewing = (name: string): WhileViewing => whileViewing[name] ?? 'nothing';
