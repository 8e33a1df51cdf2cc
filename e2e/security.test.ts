import { readFile } from 'node:fs/promises';
import { expect, type BrowserContext, type Page } from '@playwright/test';
import { addStudents, course, handInAll } from './classroom.ts';
import { test as base } from './page-test.ts';
import { addTeacher, peoplePath, signIn, teachPath } from './teacher.ts';

/*
 * Whatever students and other teachers can write is text on each page for teachers. The page's policy would stop
 * a script as well; these tests see that there is none to stop.
 */

interface SecurityFixtures {
  /** A page in a browser of its own, which calls itself by a hostile name. */
  readonly newPage: () => Promise<Page>;
}

/** Each tries another way to be more than text. */
const payloads = {
  name: `<img src=x onerror="hacked()"> Name`,
  group: `"><script>hacked()</script>Group`,
  id: `'onmouseover='hacked()' {@html 1}`,
  code: `</pre></code><svg onload=hacked()>`,
  message: `</script><iframe srcdoc="<script>parent.hacked()</script>"></iframe>`,
  note: `<a href="javascript:hacked()">note</a>`,
  reason: `<details open ontoggle=hacked()>reason`,
  browser: `Mozilla/5.0 (X11; Linux <img src=x onerror=hacked()>) Firefox/140.0`,
} as const;

const test = base.extend<SecurityFixtures>({
  async newPage({ browser, baseURL }, use) {
    const contexts: BrowserContext[] = [];
    await use(async () => {
      const userAgent = payloads.browser;
      const context = await browser.newContext({ baseURL: baseURL ?? '', userAgent });
      contexts.push(context);
      return context.newPage();
    });
    for (const context of contexts) await context.close();
  },
});
test.use({ withInvitedCourse: 'security' });
test.describe.configure({ mode: 'serial' });

const cell = (text: string) => `"${text.replaceAll('"', '""')}"`;
const roster = [
  'name,mail,group,id',
  [payloads.name, 'hostile@example.org', payloads.group, payloads.id].map(cell).join(','),
  [`${payloads.name} 2`, 'second@example.org', payloads.group, '=1+1'].map(cell).join(','),
].join('\n');

/** Fails with a message of the student's own, for which the code has a payload, too. */
const program = (index: number) =>
  `# ${payloads.code}\ndef hello():\n    print(${JSON.stringify(payloads.message)})\n` +
  `    return ${JSON.stringify(payloads.message)} + "${index}"\n`;

/** Notes what must not happen on a page: scripts that run, and such that only the policy has stopped. */
async function watch(page: Page): Promise<() => Promise<void>> {
  const faults: string[] = [];
  await page.addInitScript(`
    window.hacked = () => { window.wasHacked = true; };
    document.addEventListener('securitypolicyviolation', (event) =>
      console.error('policy: ' + event.violatedDirective + ' ' + event.sample));
  `);
  page.on('console', (message) => {
    if (message.text().startsWith('policy: ')) faults.push(message.text());
  });
  page.on('dialog', (dialog) => {
    faults.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  return async () => {
    expect(await page.evaluate('window.wasHacked')).toBeUndefined();
    expect(
      await page
        .locator('body img, body iframe, [onload], [onerror], a[href^="javascript"]')
        .count(),
    ).toBe(0);
    expect(faults).toEqual([]);
  };
}

test('what students and teachers write is text on each page for teachers', async ({
  page: teacher,
  newPage,
  system,
}) => {
  await signIn(teacher, await addTeacher(system.dataFolder, 't@example.org', '--course', course));
  const links = await addStudents(teacher, roster);
  for (const mail of ['hostile', 'second']) {
    const student = await newPage();
    const link = links.get(`${mail}@example.org`) ?? '';
    await handInAll(student, link, 'hello', [0, 1, 2, 3, 4, 5].map(program));
  }
  const assertHarmless = await watch(teacher);

  await teacher.goto(teachPath);
  const main = teacher.getByRole('main');
  const student = main.getByRole('link', { name: payloads.name, exact: true });
  await student.waitFor();
  await expect(main).toContainText(payloads.id);
  await expect(main).toContainText(payloads.group);
  await main.getByLabel('Find by name').fill('<img');
  await student.waitFor();
  await assertHarmless();
  const downloading = teacher.waitForEvent('download');
  await main.getByRole('link', { name: 'Download CSV' }).click();
  const grid = await readFile(await (await downloading).path(), 'utf8');
  expect(grid).toContain(`'=1+1`);
  expect(grid).not.toMatch(/(?:^|,|")[=+@]/m);

  await student.click();
  await expect(teacher.getByRole('heading', { level: 1 })).toHaveText(payloads.name);
  const extensions = teacher.getByRole('region', { name: 'Extensions' });
  await extensions.getByRole('combobox', { name: 'Assignment' }).selectOption('Hello');
  await extensions.getByLabel('Due (your time)').fill('2099-12-24T18:00');
  await extensions.getByLabel('Reason').fill(payloads.reason);
  await extensions.getByRole('button', { name: 'Extend' }).click();
  await expect(extensions.getByRole('listitem')).toContainText(payloads.reason);
  const notes = teacher.getByRole('region', { name: 'Notes' });
  await notes.getByLabel('New note').fill(payloads.note);
  await notes.getByRole('button', { name: 'Add the note' }).click();
  await expect(notes.getByRole('listitem')).toContainText(payloads.note);
  const timeline = teacher.getByRole('region', { name: 'Submissions' });
  await timeline.getByRole('button', { name: 'Tests failed' }).first().click();
  await expect(timeline).toContainText(payloads.code);
  await expect(timeline).toContainText(payloads.message);
  await assertHarmless();

  await teacher.goto(`${teachPath}/assignments/hello`);
  await expect(async () => {
    await teacher.reload();
    await teacher.getByText('An example program').first().waitFor({ timeout: 2_000 });
  }).toPass();
  await teacher.getByText('An example program').first().click();
  await expect(teacher.getByRole('group', { name: 'The program' })).toContainText(payloads.code);
  await expect(main).toContainText('<iframe srcdoc=');
  await assertHarmless();

  await teacher.goto(peoplePath);
  const person = main.getByRole('button', { name: `Open ${payloads.name}`, exact: true });
  await expect(main).toContainText(payloads.group);
  await person.click();
  await teacher.getByRole('dialog').getByText(payloads.name).first().waitFor();
  await assertHarmless();
});

test('another teacher sees notes and reasons of the first one as text', async ({
  page: teacher,
  system,
}) => {
  await signIn(teacher, await addTeacher(system.dataFolder, 'u@example.org', '--course', course));
  const assertHarmless = await watch(teacher);
  await teacher.goto(teachPath);
  const main = teacher.getByRole('main');
  await main.getByRole('link', { name: payloads.name, exact: true }).click();
  await expect(teacher.getByRole('region', { name: 'Notes' })).toContainText(payloads.note);
  await expect(teacher.getByRole('region', { name: 'Extensions' })).toContainText(payloads.reason);
  await assertHarmless();
});

test('a browser with a hostile name is one of known words in the list of sessions', async ({
  newPage,
  system,
}) => {
  const page = await newPage();
  await signIn(page, await addTeacher(system.dataFolder, 'v@example.org', '--course', course));
  const assertHarmless = await watch(page);
  await page.goto(`/courses/${course}/hello`);
  await page.getByRole('button', { name: 'Settings' }).click();
  await expect(page.getByRole('dialog')).toContainText('Firefox on Linux');
  await assertHarmless();
});

test('the page’s policy allows no inline script, no frame and no other site', async ({
  request,
}) => {
  for (const path of ['/', teachPath, '/sign-in', '/sign-in?next=//evil.example']) {
    const answer = await request.get(path, { maxRedirects: 0 });
    expect([path, answer.status()]).toEqual([path, 200]);
    const headers = answer.headers();
    const policy = new Map(
      (headers['content-security-policy'] ?? '').split('; ').map((directive) => {
        const [name = '', ...sources] = directive.split(' ');
        return [name, sources];
      }),
    );
    expect(policy.get('default-src')).toEqual([`'none'`]);
    expect(policy.get('script-src')).toEqual([`'self'`, `'wasm-unsafe-eval'`]);
    for (const name of ['frame-ancestors', 'base-uri', 'form-action']) {
      expect(policy.get(name)).toEqual([`'none'`]);
    }
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'same-origin',
    });
  }
});

test('a sign-in link’s token is in no request but the one that uses it, and leads nowhere else', async ({
  page,
  system,
}) => {
  const link = await addTeacher(system.dataFolder, 'w@example.org', '--course', course);
  const token = link.split('#')[1] ?? '';
  const seen: string[] = [];
  page.on('request', (request) => {
    const { referer = '' } = request.headers();
    if (`${request.url()} ${referer}`.includes(token)) seen.push(request.url());
    if (request.postData()?.includes(token)) seen.push(new URL(request.url()).pathname);
  });
  await page.goto(
    link.replace('/sign-in#', '/sign-in?next=//evil.example&return=javascript:hacked()#'),
  );
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.waitForURL((url) => url.pathname !== '/sign-in');
  expect(new URL(page.url()).origin).toBe(new URL(system.url).origin);
  expect(seen).toEqual(['/api/sign-in']);
  expect(await page.evaluate('location.href + document.referrer')).not.toContain(token);
});
