import { maxCodeBytes, type Submission } from '@touchstone/contracts';
import { listQueuedPrograms, startRegrade, type Database } from '@touchstone/database';
import { createInProcessMessaging, type Messaging } from '@touchstone/messaging';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openTestDatabase } from './open-test-database.ts';
import { sampleCourse, sampleResult, severalFilesCourse } from './sample-course.ts';
import { grade, graderSecret, startApi, type TestApi, type TestUser } from './start-api.ts';

let database: Database;
let messaging: Messaging;
let api: TestApi;
let user: TestUser;
/** Of the assignment that edits main.py and shapes.py, and of one with one file. */
let assignmentId: string;
let singleId: string;
/** Files that were never handed in before. */
let main: typeof anyMain;
let shapes: typeof anyMain;
let programs = 0;

beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  messaging = createInProcessMessaging();
  api = await startApi({ database, messaging });
  await api.service.reloadCourse(severalFilesCourse());
  await api.service.reloadCourse(sampleCourse('single', ['one']));
  [assignmentId = ''] = await api.assignmentIds('sample');
  [singleId = ''] = await api.assignmentIds('single');
  user = await api.newUser();
  programs += 1;
  main = file('main.py', `# main ${programs}\n`);
  shapes = file('shapes.py', `# shapes ${programs}\n`);
});
afterEach(async () => {
  await api.service.close();
  await messaging.close();
});

const file = (name: string, code = `# ${name}\n`) => ({ name, code });
const anyMain = file('main.py');
const anyShapes = file('shapes.py');

interface Sent {
  readonly assignmentId?: string;
  readonly code?: unknown;
  readonly files?: unknown;
}
const handIn = (body: Sent, as = user) =>
  api.post('/api/submissions', as, { assignmentId, ...body });
const submissionOf = ({ json }: { json: unknown }) =>
  (json as { submission: Submission }).submission;
const putDraft = async (body: object, id = assignmentId) => {
  const { statusCode, body: text } = await api.service.app.inject({
    method: 'PUT',
    url: `/api/drafts/${id}`,
    headers: { authorization: `Bearer ${user.token}`, 'content-type': 'application/json' },
    payload: JSON.stringify(body),
  });
  return { status: statusCode, json: JSON.parse(text) as { detail?: string; draft?: unknown } };
};

const edits = 'This assignment edits main.py and shapes.py.';
const oneFile = 'This assignment edits one file. Send its text as `code`, without `files`.';
const asFiles = `${edits} Send them as \`files\`, each with \`name\` and \`code\`.`;
const either = 'Must have either `code` or `files`.';
const malformed = 'The request has unknown, missing or malformed fields.';

/** What is sent, and the sentence of the answer that says what to do. */
const refused: readonly (readonly [what: string, body: Sent, sentence: string])[] = [
  ['neither `code` nor `files`', {}, either],
  ['both', { code: '', files: [anyMain, anyShapes] }, either],
  ['`code` for several files', { code: 'print(1)' }, asFiles],
  ['a file that is missing', { files: [anyMain] }, `\`files\` lacks shapes.py. ${edits}`],
  ['the main file missing', { files: [anyShapes] }, `\`files\` lacks main.py. ${edits}`],
  [
    'an unknown file',
    { files: [anyMain, anyShapes, file('a.py')] },
    `\`files\` must not have "a.py". ${edits}`,
  ],
  [
    'a file twice',
    { files: [anyMain, anyShapes, file('main.py', '')] },
    `\`files\` has main.py more than once. ${edits}`,
  ],
  [
    'a file twice in the place of another',
    { files: [anyMain, anyMain] },
    `\`files\` lacks shapes.py and has main.py more than once. ${edits}`,
  ],
  ['no file', { files: [] }, 'Must have each file that the assignment edits.'],
  [
    'ten thousand files',
    { files: Array.from({ length: 10_000 }, (_, index) => file(`${index}`, '')) },
    'Must have at most 10 files.',
  ],
  ...[
    ['a given file', 'words.txt'],
    ['a slash', 'folder/shapes.py'],
    ['a path to it', './shapes.py'],
    ['a path out of the folder', '../shapes.py'],
    ['a backslash', 'a\\shapes.py'],
    ['a NUL', 'shapes.py\0'],
    ['capital letters', 'Shapes.py'],
    ['a space at its end', 'shapes.py '],
    ['a letter that looks alike', 'shаpes.py'],
    ['a lone surrogate', 'shapes\ud800.py'],
    ['no name at all', ''],
    ['the name of a prototype', '__proto__'],
    ['the name of a method', 'constructor'],
  ].map(
    ([what = '', name = '']) =>
      [
        `a name with ${what}`,
        { files: [anyMain, file(name, '')] },
        `\`files\` lacks shapes.py and must not have ${JSON.stringify(name)}. ${edits}`,
      ] as const,
  ),
  [
    'a name of a thousand characters',
    { files: [anyMain, anyShapes, file('x'.repeat(1000))] },
    `\`files\` must not have "${'x'.repeat(60)}…". ${edits}`,
  ],
  [
    'a name with signs without width',
    { files: [anyMain, anyShapes, file('main\u200b\u202e.py')] },
    `\`files\` must not have "main\\u{200b}\\u{202e}.py". ${edits}`,
  ],
  [
    'code that is not a text',
    { files: [anyMain, { ...anyShapes, code: 1 }] },
    'Invalid input: expected string, received number.',
  ],
  [
    'a file without code',
    { files: [anyMain, { name: 'shapes.py' }] },
    'Invalid input: expected string, received undefined.',
  ],
  [
    'a file without a name',
    { files: [anyMain, { code: '' }] },
    'Invalid input: expected string, received undefined.',
  ],
  ['a NUL', { files: [anyMain, file('shapes.py', '\0')] }, 'Must not contain a NUL character.'],
  [
    'a lone surrogate in the second file',
    { files: [anyMain, file('shapes.py', '"\udc00"')] },
    'Must not contain a lone surrogate.',
  ],
  ['a further key', { files: [{ ...anyMain, path: 'x' }, anyShapes] }, 'Unrecognized key: "path".'],
  ['null', { files: null }, 'Invalid input: expected array, received null.'],
  ['null beside code', { files: null, code: '' }, 'Invalid input: expected array, received null.'],
  [
    'an object in the place of a list',
    { files: { 'main.py': '', 'shapes.py': '' } },
    'Invalid input: expected array, received object.',
  ],
  [
    'texts',
    { files: ['main.py', 'shapes.py'] },
    'Invalid input: expected object, received string.',
  ],
  ['lists', { files: [[anyMain, anyShapes]] }, 'Invalid input: expected object, received array.'],
];

interface Refused {
  type: string;
  detail: string;
  errors?: { message: string }[];
}

describe('the files of a program', () => {
  test.each(refused)('are refused with %s', async (_, body, sentence) => {
    const { status, headers, json } = await handIn(body);
    expect(status).toBe(400);
    expect(headers['content-type']).toBe('application/problem+json');
    const { type, detail, errors = [] } = json as Refused;
    // Pages ask for a reload.
    expect(type).toBe(`/problems/${detail === malformed ? 'invalid-request' : 'wrong-files'}`);
    const said = detail === malformed ? errors.map(({ message }) => message) : [detail];
    expect(said).toContain(sentence);
    expect(errors.length).toBeLessThanOrEqual(20);
    // A draft is refused in the same way.
    const draft = await putDraft({ ...body, revision: 0 });
    expect([draft.status, draft.json.detail]).toEqual([400, detail]);
    expect((await api.get('/api/submissions', user)).json).toMatchObject({ submissions: [] });
    expect((await api.get(`/api/drafts/${assignmentId}`, user)).json).toEqual({ draft: null });
  });

  test('are refused for an assignment with one file', async () => {
    for (const files of [[file('submission.py')], [main, shapes]]) {
      expect(await handIn({ assignmentId: singleId, files })).toMatchObject({
        ...{ status: 400, json: { detail: oneFile } },
      });
      expect(await putDraft({ files, revision: 0 }, singleId)).toMatchObject({
        ...{ status: 400, json: { detail: oneFile } },
      });
    }
  });

  test('count together for the limit', async () => {
    const half = 'é'.repeat(maxCodeBytes / 4);
    const large = [file('main.py', half), file('shapes.py', `${half}x`)];
    expect((await handIn({ files: large })).status).toBe(413);
    expect((await putDraft({ files: large, revision: 0 })).status).toBe(413);
    expect((await handIn({ files: [file('main.py', half), file('shapes.py', half)] })).status).toBe(
      202,
    );
  });

  test('may be as large as a program, however JSON writes them', async () => {
    const names = Array.from({ length: 10 }, (_, index) => `file_${index}.py`);
    await api.service.reloadCourse(severalFilesCourse(names, 'ten'));
    const [ten = ''] = await api.assignmentIds('ten');
    const share = Math.floor(maxCodeBytes / names.length);
    const files = names.map((name) => file(name, '\u0001'.repeat(share)));
    expect(JSON.stringify(files).length).toBeGreaterThan(6 * (maxCodeBytes - 10));
    expect((await handIn({ assignmentId: ten, files })).status).toBe(202);
  });

  test('are checked after session and assignment', async () => {
    const unknown = '00000000-0000-4000-8000-000000000000';
    const files = [main];
    expect((await handIn({ files }, { uuid: '', token: '' })).status).toBe(401);
    expect((await handIn({ assignmentId: unknown, files })).status).toBe(404);
    await handIn({ files: [main, shapes] });
    // Before the submission in grading.
    expect((await handIn({ files })).status).toBe(400);
  });

  test('are handed in in any order, and answered in the order of their tabs', async () => {
    const answer = await handIn({ files: [shapes, main] });
    expect(answer.status).toBe(202);
    const submission = submissionOf(answer);
    const keys = [
      ...['id', 'assignmentId', 'files', 'status', 'result', 'createdAt', 'gradedAt'],
      ...['reusedFrom', 'earlierTests', 'regradedAt'],
    ];
    expect(Object.keys(submission)).toEqual(keys);
    expect(submission.files).toEqual([main, shapes]);
    expect((await api.get(`/api/submissions/${submission.id}`, user)).json).toEqual({ submission });
    const history = (await api.get('/api/submissions', user)).json as { submissions: object[] };
    expect(Object.keys(history.submissions[0] ?? {})).not.toContain('files');
  });

  test('of one file leave the form of answers as it was', async () => {
    const submission = submissionOf(await handIn({ assignmentId: singleId, code: 'x = 1\n' }));
    expect(JSON.stringify(submission)).toBe(
      JSON.stringify({
        ...{ id: submission.id, assignmentId: singleId, code: 'x = 1\n', status: 'queued' },
        ...{ result: null, createdAt: submission.createdAt, gradedAt: null, reusedFrom: null },
        ...{ earlierTests: false, regradedAt: null },
      }),
    );
    const { json } = await putDraft({ code: 'x = 1\n', revision: 0 }, singleId);
    expect(Object.keys(json.draft ?? {})).toEqual([
      'assignmentId',
      'code',
      'revision',
      'changedAt',
    ]);
    const { json: assignment } = await api.get(`/api/assignments/${singleId}`);
    const keys = [
      ...['id', 'slug', 'title', 'part', 'points', 'position', 'course', 'fileName'],
      ...['starterCode', 'handoutHtml', 'publicTests', 'judge', 'hints', 'hasSolution'],
    ];
    expect(Object.keys(assignment as object)).toEqual(keys);
    const { json: examples } = await api.get(`/api/assignments/${singleId}/examples`);
    expect(Object.keys(examples as object)).not.toContain('otherFiles');
  });

  test('share a result only if all of them are the same', async () => {
    const { id } = submissionOf(await handIn({ files: [main, shapes] }));
    await grade(api.office, id);
    const by = async (files: unknown) => {
      const answer = await handIn({ files }, await api.newUser());
      return [answer.status, submissionOf(answer).reusedFrom, submissionOf(answer).files];
    };
    expect(await by([shapes, main])).toEqual([200, id, [main, shapes]]);
    const typed = [main, file('shapes.py', shapes.code.replace('\n', '\r\n'))];
    expect(await by(typed)).toEqual([200, id, typed]);
    const moved = [file('main.py', main.code + shapes.code), file('shapes.py', '')];
    expect(await by(moved)).toEqual([202, null, moved]);
    const swapped = [file('main.py', shapes.code), file('shapes.py', main.code)];
    expect(await by(swapped)).toEqual([202, null, swapped]);
  });

  test('of an old submission are shown as they were, after the assignment changed', async () => {
    const { id } = submissionOf(await handIn({ files: [main, shapes] }));
    await grade(api.office, id, sampleResult('failed'));
    for (const names of [['app.py', 'tools.py', 'main.py'], ['submission.py']]) {
      await api.service.reloadCourse(severalFilesCourse(names));
      const { json } = await api.get(`/api/submissions/${id}`, user);
      expect(submissionOf({ json }).files).toEqual([main, shapes]);
    }
    const later = submissionOf(await handIn({ code: 'x = 1\n' }));
    await grade(api.office, later.id);
    await api.service.reloadCourse(severalFilesCourse());
    const { json } = await api.get(`/api/submissions/${later.id}`, user);
    expect(submissionOf({ json })).toMatchObject({ code: 'x = 1\n' });
    expect(submissionOf({ json }).files).toBeUndefined();
  });

  test('come to the grader with its attempt', async () => {
    const { id } = submissionOf(await handIn({ files: [main, shapes] }));
    const begin = async () => {
      const { statusCode, body } = await api.service.app.inject({
        method: 'POST',
        url: '/internal/attempts',
        headers: { authorization: `Bearer ${graderSecret}`, 'content-type': 'application/json' },
        payload: JSON.stringify({ submissionId: id, gradingId: id }),
      });
      return { statusCode, answer: JSON.parse(body) as unknown };
    };
    const [{ bundleHash } = { bundleHash: '' }] = severalFilesCourse().assignments;
    const answer = {
      attempt: 1,
      source: { code: main.code, fileName: 'main.py', otherFiles: [shapes], bundleHash },
    };
    expect(await begin()).toEqual({ statusCode: 200, answer });
    // The call is repeated if its answer got lost.
    expect(await begin()).toEqual({ statusCode: 200, answer });
  });

  test('come to the grader of a regrade with its attempt', async () => {
    const { id } = submissionOf(await handIn({ files: [main, shapes] }));
    await grade(api.office, id, sampleResult('failed'));
    await api.service.reloadCourse(severalFilesCourse(['main.py', 'shapes.py', 'more.py']));
    const selection = { student: user.uuid, only: null, internalErrors: false, since: null };
    const request = { course: 'sample', assignment: 'one', selection };
    expect(await startRegrade(database.kysely, request)).toMatchObject({ programs: 1 });
    const [program] = await listQueuedPrograms(database.kysely, 1);
    const { statusCode, body } = await api.service.app.inject({
      method: 'POST',
      url: '/internal/attempts',
      headers: { authorization: `Bearer ${graderSecret}`, 'content-type': 'application/json' },
      payload: JSON.stringify({ submissionId: program?.id }),
    });
    expect(statusCode).toBe(200);
    expect(JSON.parse(body)).toEqual({
      attempt: 1,
      source: {
        ...{ code: main.code, fileName: 'main.py', otherFiles: [shapes] },
        bundleHash: severalFilesCourse(['main.py', 'shapes.py', 'more.py']).assignments[0]
          ?.bundleHash,
      },
    });
  });

  test('of the model solution are shown to those who solved it', async () => {
    const read = () => api.get(`/api/assignments/${assignmentId}/solution`, user);
    expect((await read()).status).toBe(403);
    await grade(api.office, submissionOf(await handIn({ files: [main, shapes] })).id);
    expect((await read()).json).toEqual({
      files: [file('main.py', '# solves one\n'), file('shapes.py', '# solution of shapes.py\n')],
    });
  });
});

describe('a draft of several files', () => {
  const read = async () =>
    ((await api.get(`/api/drafts/${assignmentId}`, user)).json as { draft: { files?: unknown } })
      .draft;

  test('has them in the order of their tabs, with a revision', async () => {
    const { status, json } = await putDraft({ files: [shapes, main], revision: 0 });
    expect(status).toBe(200);
    expect(json.draft).toMatchObject({ files: [main, shapes], revision: 1 });
    expect(await read()).toEqual(json.draft);
    const changed = [main, file('shapes.py', 'new')];
    expect(await putDraft({ files: changed, revision: 0 })).toMatchObject({
      ...{ status: 409, json: { draft: { files: [main, shapes], revision: 1 } } },
    });
    expect(await putDraft({ files: changed, revision: 1 })).toMatchObject({
      ...{ status: 200, json: { draft: { files: changed, revision: 2 } } },
    });
    // The answer got lost.
    expect(await putDraft({ files: changed, revision: 1 })).toMatchObject({
      ...{ status: 200, json: { draft: { revision: 2 } } },
    });
  });

  test('has the files that the assignment edits now, and loses no text', async () => {
    await putDraft({ files: [main, shapes], revision: 0 });
    await api.service.reloadCourse(severalFilesCourse(['main.py', 'tools.py']));
    const now = [main, file('tools.py', '# starter of tools.py\n')];
    expect(await read()).toMatchObject({ files: now, revision: 1 });
    const typed = [file('main.py', 'new'), file('tools.py', 'tools')];
    expect((await putDraft({ files: typed, revision: 1 })).status).toBe(200);
    expect(await read()).toMatchObject({ files: typed, revision: 2 });
    // The file is edited again.
    await api.service.reloadCourse(severalFilesCourse(['main.py', 'shapes.py']));
    expect(await read()).toMatchObject({ files: [file('main.py', 'new'), shapes], revision: 2 });
  });

  test('keeps the text of a main file that has another name', async () => {
    await putDraft({ files: [main, shapes], revision: 0 });
    await api.service.reloadCourse(severalFilesCourse(['app.py', 'shapes.py']));
    expect(await read()).toMatchObject({ files: [file('app.py', main.code), shapes] });
    await api.service.reloadCourse(severalFilesCourse(['shapes.py', 'main.py']));
    expect(await read()).toMatchObject({ files: [shapes, main] });
  });

  test('may become one of one file, and back', async () => {
    await putDraft({ files: [main, shapes], revision: 0 });
    await api.service.reloadCourse(severalFilesCourse(['submission.py']));
    expect(await read()).toMatchObject({ code: main.code, revision: 1 });
    expect((await putDraft({ code: 'one', revision: 1 })).json.draft).toMatchObject({
      ...{ code: 'one', revision: 2 },
    });
    expect((await putDraft({ code: 'one', revision: 1 })).json.draft).toMatchObject({
      ...{ code: 'one', revision: 2 },
    });
    expect((await putDraft({ code: 'two', revision: 1 })).status).toBe(409);
    await api.service.reloadCourse(severalFilesCourse());
    expect(await read()).toMatchObject({ files: [file('main.py', 'one'), shapes], revision: 2 });
  });
});
