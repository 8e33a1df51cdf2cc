/** A sentence for each call that anyone may make, by method and path as OpenAPI writes it. */
export const callSummaries: Readonly<Record<string, string>> = {
  'post /api/users':
    'Makes a new user and gives the session, as a cookie and as a token; with a valid session that user.',
  'post /api/sessions':
    'Gives a session of the user whose device code, good once, or recovery key this is.',
  'post /api/device-codes': 'Gives a code with which another device becomes this user, once.',
  'post /api/recovery-keys':
    'Gives a key with which any device becomes this user; the one before is no longer valid.',
  'get /api/me': "The user's points, what is solved, and what comes next in a course.",
  'get /api/me/days': 'The days on which the user handed something in.',
  'get /api/me/sessions':
    'Where the user is signed in: when, last used when, and with which browser and system.',
  'delete /api/me/sessions/{id}':
    'Ends one of these sessions, everywhere at once; the own one too, which signs out.',
  'delete /api/me/sessions': 'Ends all of them but the own one.',
  'get /api/me/events':
    'Server-Sent Events for all tabs and devices of the user: submission, progress.',
  'get /api/courses': 'All courses.',
  'get /api/assignments': 'The assignments of a course, in order.',
  'post /api/assignments': 'The same as GET.',
  'get /api/assignments/{id}': 'All that a student needs for an assignment.',
  'post /api/assignments/{id}': 'The same as GET.',
  'get /api/courses/{course}/assignments/{assignment}':
    'The same by the slugs of course and assignment, as they stand in the address of its page.',
  'get /api/assignments/{id}/examples': 'The public tests, in the form that the judge takes.',
  'get /api/assignments/{id}/solution':
    'The model solution, for who has solved the assignment, where the course shows it.',
  'get /api/drafts/{assignmentId}': 'What the user last wrote for an assignment.',
  'put /api/drafts/{assignmentId}':
    'Keeps what is written; refused when another device wrote since the revision that is named.',
  'post /api/submissions':
    'Hands code in: 200 with the result when the same was graded before, else 202; follow its events.',
  'get /api/submissions':
    "The user's own submissions, newest first, without code, output and tests: each has its own call.",
  'get /api/submissions/{id}': "One of the user's own submissions.",
  'get /api/submissions/{id}/events':
    'Server-Sent Events until the result is there: queued, grading, graded.',
  'get /health/live': 'Whether the process runs.',
  'get /health/ready': 'Whether it can serve: 503 when it can not.',
};
