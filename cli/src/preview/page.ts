/** The preview's own page: nothing inline, and nothing from other sites. */
export const pageHtml = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Preview · Touchstone</title>
<link rel="stylesheet" href="/preview/style.css">
<script src="/preview/script.js" defer></script>
</head>
<body>
<main>
<h1 id="title">Preview</h1>
<p>A preview of your course folder. Change its files: this page follows. What is handed in here is gone when the preview ends.</p>
<p id="status" role="status">Reading the folder …</p>
<h2>Faults and warnings</h2>
<ul id="remarks"></ul>
<h2>Assignments</h2>
<ul id="assignments"></ul>
</main>
</body>
</html>
`;

export const pageStyle = `body { font: 1rem/1.5 system-ui, sans-serif; margin: 0; color: #222; background: #fbfaf8; }
main { max-width: 52rem; margin: 0 auto; padding: 1.5rem; }
h1, h2 { line-height: 1.2; }
ul { padding: 0; list-style: none; }
li { padding: 0.6rem 0; border-top: 1px solid #ccc; overflow-wrap: anywhere; }
code { font-size: 0.95em; }
.fault { color: #a4161a; font-weight: 600; }
.warning { color: #7a4b00; font-weight: 600; }
.programs { display: flex; flex-wrap: wrap; gap: 0.5rem; margin-top: 0.4rem; }
button { font: inherit; padding: 0.3rem 0.8rem; border: 1px solid #666; border-radius: 0.3rem; background: #fff; color: #222; cursor: pointer; }
button:focus-visible { outline: 3px solid #b8860b; outline-offset: 2px; }
@media (prefers-color-scheme: dark) {
  body { color: #eee; background: #1d1c1a; }
  .fault { color: #ff8a8a; }
  .warning { color: #ffc56b; }
  button { background: #2b2a27; color: #eee; border-color: #999; }
}
`;

/**
 * Follows the state, and puts a program into the student's editor as a draft, by the API that the page
 * of an assignment uses.
 */
export const pageScript = `'use strict';
const at = (id) => document.getElementById(id);
const element = (name, text, className = '') => {
  const made = document.createElement(name);
  made.textContent = text;
  made.className = className;
  return made;
};

async function call(method, path, body) {
  const headers = { 'content-type': 'application/json' };
  const init = method === 'GET' ? {} : { method, headers, body: JSON.stringify(body ?? {}) };
  const answer = await fetch(path, init);
  const content = answer.status === 204 ? null : await answer.json();
  if (!answer.ok) throw Object.assign(new Error(content.detail ?? content.title), { status: answer.status });
  return content;
}

async function becomeNewStudent() {
  const { sessions } = await call('GET', '/api/me/sessions').catch(() => ({ sessions: [] }));
  if (sessions.length > 0) await call('DELETE', '/api/me/sessions/' + sessions[0].id);
  localStorage.clear();
  sessionStorage.clear();
  await call('POST', '/api/users');
}

async function open({ course, slug }, program) {
  if (program === null) await becomeNewStudent();
  else {
    const content = await call('POST', '/preview/programs', { assignment: slug, program });
    await call('POST', '/api/users');
    const { id } = await call('GET', '/api/courses/' + course + '/assignments/' + slug);
    const { draft } = await call('GET', '/api/drafts/' + id);
    await call('PUT', '/api/drafts/' + id, { ...content, revision: draft?.revision ?? 0 });
  }
  location.assign('/courses/' + course + '/' + slug);
}

function button(assignment, label, program) {
  const made = element('button', label);
  made.type = 'button';
  made.addEventListener('click', () => {
    open(assignment, program).catch((error) => (at('status').textContent = 'That did not work: ' + error.message));
  });
  return made;
}

function show({ title, remarks, assignments }) {
  at('title').textContent = title === null ? 'Preview' : 'Preview: ' + title;
  at('status').textContent = '';
  const items = remarks.map(({ kind, file, line, message }) => {
    const item = element('li', '');
    const place = line === undefined ? file : file + ':' + line;
    item.append(element('span', kind, kind), ' ', element('code', place), ' ', message);
    return item;
  });
  at('remarks').replaceChildren(...(items.length > 0 ? items : [element('li', 'None.')]));
  at('assignments').replaceChildren(
    ...assignments.map((assignment) => {
      const item = element('li', assignment.title + (assignment.published ? '' : ' (not published)') + ' ');
      item.append(element('code', assignment.slug + '/'));
      const programs = element('div', '', 'programs');
      programs.append(
        button(assignment, 'as student', null),
        ...assignment.programs.map((name) => button(assignment, name, name)),
      );
      item.append(programs);
      return item;
    }),
  );
}

let version = 0;
async function follow() {
  try {
    const state = await call('GET', '/preview/state');
    if (state.version !== version) show(state);
    version = state.version;
  } catch {
    at('status').textContent = 'The preview has ended, or does not answer.';
    version = 0;
  }
  setTimeout(follow, 1000);
}
void follow();
`;
