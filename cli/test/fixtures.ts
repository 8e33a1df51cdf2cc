import { join } from 'node:path';

const folder = join(import.meta.dirname, 'fixtures');

/** A course with the assignments `hello` and `double`. */
export const tinyCourse = join(folder, 'tiny');
export const helloAssignment = join(tinyCourse, 'hello');

export const rightHello = 'def hello():\n    return "Hello"\n';
export const wrongHello = 'def hello():\n    return "Hi"\n';
/** Right, and so slow that whatever happens meanwhile happens while it is graded. */
export const slowHello = `import time\n\ntime.sleep(3)\n\n\n${rightHello}`;

/** What a server makes of a client's claim to be a proxy: the request's id and the cookie's name. */
export async function claimToBeProxy(url: string): Promise<{ id: string; cookie: string }> {
  const answer = await fetch(`${url}/api/users`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-request-id': 'mine',
      'x-forwarded-for': '192.0.2.1',
      'x-forwarded-proto': 'https',
    },
    body: '{}',
  });
  const [cookie = ''] = answer.headers.getSetCookie();
  return { id: answer.headers.get('x-request-id') ?? '', cookie };
}
