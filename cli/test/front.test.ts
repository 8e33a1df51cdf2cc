import { readdir, readFile } from 'node:fs/promises';
import { request, type IncomingHttpHeaders } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import {
  assignmentListSchema,
  newUserAnswerSchema,
  submissionAnswerSchema,
} from '@touchstone/contracts';
import { freePort } from '@touchstone/servers';
import {
  copyEmptyPglite,
  temporaryFolder,
  waitFor,
  type TemporaryFolder,
} from '@touchstone/test-kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rightHello, tinyCourse } from './fixtures.ts';
import { callersEnvironment } from '../src/config.ts';
import { touchstoneHere } from './in-process-command.ts';
import {
  killCommands,
  touchstone,
  touchstoneWith,
  type RunningCommand,
} from './running-command.ts';

let folder: TemporaryFolder;
beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(async () => {
  killCommands();
  await folder.remove();
});

const publicUrl = 'https://courses.example.org';
const proxy = '127.0.0.2';
/** One that nobody trusts. */
const stranger = '127.0.0.3';

interface Sent {
  readonly from?: string;
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
}

/** As a proxy sends it, to 127.0.0.1, from an address and for a host of its choice. */
async function send(
  port: number,
  { from = proxy, method = 'GET', path = '/api/courses', headers = {}, body }: Sent,
): Promise<{ status: number | undefined; headers: IncomingHttpHeaders; json: unknown }> {
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        host: '127.0.0.1',
        port,
        localAddress: from,
        method,
        path,
        agent: false,
        headers: {
          host: new URL(publicUrl).host,
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
      },
      (answer) => {
        text(answer).then((content) => {
          const isJson = answer.headers['content-type']?.includes('json') === true;
          const json: unknown = isJson ? JSON.parse(content) : content;
          resolve({ status: answer.statusCode, headers: answer.headers, json });
        }, reject);
      },
    );
    sent.on('error', reject);
    sent.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

const newUser = (port: number, from: string, address: string, headers = {}) =>
  send(port, {
    from,
    method: 'POST',
    path: '/api/users',
    body: {},
    headers: { 'x-forwarded-for': address, ...headers },
  });

describe.each(['start', 'stack'])('`touchstone %s`', (command) => {
  it.each([
    ['https://courses.example.org/python', 'must not have a path'],
    ['https://ada:secret@courses.example.org', 'must not have a user name or password'],
    ['https://courses.example.org?a=1', 'must not have a query'],
    ['https://courses.example.org#top', 'must not have a fragment'],
    ['ftp://courses.example.org', 'must start with https://'],
    ['courses.example.org', 'must start with https://'],
    ['', 'must start with https://'],
  ])('refuses the public URL %j', async (url, why) => {
    const refused = await touchstoneHere(command, '--public-url', url);
    expect(refused.status).toBe(2);
    expect(refused.stderr).toContain(why);
  });

  it.each(['proxy.example', '10.0.0.0/33', '10.0.0.1:80', ''])(
    'refuses the trusted proxy %j',
    async (address) => {
      const refused = await touchstoneHere(
        ...[command, '--trusted-proxy', '127.0.0.1', '--trusted-proxy', address],
      );
      expect(refused.status).toBe(2);
      expect(refused.stderr).toContain('must be an address, a network');
    },
  );

  it('names all faults of the settings in its environment at once', async () => {
    const environment = {
      PATH: callersEnvironment['PATH'],
      TOUCHSTONE_USER_LIMIT: 'many',
      TOUCHSTONE_CLAIM_IDLE_MS: '-1',
      TOUCHSTONE_LOG_LEVEL: 'loud',
      TOUCHSTONE_SANDBOX: 'none',
      TOUCHSTONE_PUBLIC_URL: 'https://courses.example.org/python',
      TOUCHSTONE_TRUSTED_PROXIES: 'loopback,proxy.example',
      // Not theirs to decide here.
      TOUCHSTONE_PORT: 'none',
      TOUCHSTONE_GRADER_SECRET: 'short',
    };
    const refused = touchstoneWith(environment, command);
    expect(await refused.exited).toBe(2);
    const named = refused.stderr().match(/TOUCHSTONE_\w+/g);
    expect(named?.toSorted()).toEqual([
      'TOUCHSTONE_CLAIM_IDLE_MS',
      'TOUCHSTONE_LOG_LEVEL',
      'TOUCHSTONE_PUBLIC_URL',
      'TOUCHSTONE_SANDBOX',
      'TOUCHSTONE_TRUSTED_PROXIES',
      'TOUCHSTONE_USER_LIMIT',
    ]);
  });

  it('keeps a sandbox that can be forged to this machine', async () => {
    const data = join(folder.path, `forgeable-${command}`);
    const refuse = async (option: string, value: string): Promise<void> => {
      const refused = touchstone(
        ...[command, '--sandbox', 'pyodide', option, value, '--course', tinyCourse],
        ...['--data', data, '--port', String(await freePort())],
      );
      expect(await refused.exited).toBe(2);
      expect(refused.stderr()).toContain('only on this machine');
      expect(refused.stderr()).toContain(`without ${option}`);
    };
    await Promise.all([refuse('--host', '0.0.0.0'), refuse('--public-url', publicUrl)]);
  });
});

interface LogLine {
  readonly msg: string;
  readonly requestId?: string;
}

/** `readLog`: all that every process has logged. */
function describeTrace(port: () => number, readLog: () => string | Promise<string>): void {
  it('follows a submission from the POST to its result, in each log, by the id of its request', async () => {
    const made = await newUser(port(), proxy, '203.0.113.1');
    const { token } = newUserAnswerSchema.parse(made.json);
    const headers = { authorization: `Bearer ${token ?? ''}` };
    const list = await send(port(), { path: '/api/assignments' });
    const { assignments } = assignmentListSchema.parse(list.json);
    const assignmentId = assignments.find(({ slug }) => slug === 'hello')?.id;
    const requestId = 'From-The-Proxy-1';
    const accepted = await send(port(), {
      method: 'POST',
      path: '/api/submissions',
      headers: { ...headers, 'x-request-id': requestId },
      body: { assignmentId, code: rightHello },
    });
    expect([accepted.status, accepted.headers['x-request-id']]).toEqual([202, requestId]);
    const { submission } = submissionAnswerSchema.parse(accepted.json);

    const logged = async (): Promise<LogLine[]> =>
      (await readLog())
        .split('\n')
        .filter((line) => line.startsWith('{') && line.includes(submission.id))
        .map((line) => JSON.parse(line) as LogLine);
    await waitFor(async () => (await logged()).some(({ msg }) => msg === 'Graded'), {
      what: "the grader's last line",
    });
    const steps = (await logged()).map((line) => [line.msg, line.requestId]);
    expect(steps.toSorted()).toEqual([
      ['A grader requested an attempt', requestId],
      ['A result was received', requestId],
      ['A stream entry was added', requestId],
      ['A submission was handed in', requestId],
      ['Attempt begun', requestId],
      ['Graded', requestId],
      ['Result made', requestId],
      ['Taken off the stream', requestId],
    ]);
  });

  it('accepts no request id from anybody else', async () => {
    const answer = await send(port(), { from: stranger, headers: { 'x-request-id': 'mine' } });
    expect(answer.headers['x-request-id']).toMatch(/^[0-9a-f-]{32,36}$/);
  });
}

/** Host, origin, cookie and addresses follow from the URL; `port` is where the command listens. */
function describeFront(port: () => number): void {
  it('accepts its host name and loopback, and no other', async () => {
    const statuses = await Promise.all(
      ['courses.example.org', 'courses.example.org:443', 'localhost', 'evil.example'].map(
        async (host) => (await send(port(), { headers: { host } })).status,
      ),
    );
    expect(statuses).toEqual([200, 200, 200, 421]);
    const elsewhere = { host: 'courses.example.org:8080', 'x-forwarded-host': 'localhost' };
    expect((await send(port(), { headers: elsewhere })).status).toBe(421);
  });

  it('sets a cookie for this host only, and accepts posts only from its own page', async () => {
    const made = await newUser(port(), proxy, '192.0.2.1', { origin: publicUrl });
    expect(made.status).toBe(201);
    expect(made.headers['set-cookie']).toEqual([
      expect.stringMatching(/^__Host-touchstone-[0-9a-f]{12}=.*; Secure/),
    ]);
    for (const origin of ['http://courses.example.org', 'https://evil.example', 'null']) {
      expect((await newUser(port(), proxy, '192.0.2.2', { origin })).status).toBe(403);
    }
  });

  it('distinguishes addresses that a trusted proxy names, and trusts nobody else', async () => {
    const statuses = async (from: string, addresses: readonly string[]) => {
      const seen: unknown[] = [];
      for (const address of addresses) seen.push((await newUser(port(), from, address)).status);
      return seen;
    };
    const [one, other] = ['198.51.100.1', '198.51.100.2'];
    expect(await statuses(proxy, [one, one, one, other, other, other])).toEqual([
      ...[201, 201, 429],
      ...[201, 201, 429],
    ]);
    const more = ['198.51.100.3', '198.51.100.4', '198.51.100.5'];
    expect(await statuses(stranger, more)).toEqual([201, 201, 429]);
    expect(await statuses(proxy, [stranger])).toEqual([429]);
  });
}

const settings = {
  TOUCHSTONE_PUBLIC_URL: publicUrl,
  TOUCHSTONE_NEW_USER_LIMIT: '2',
  TOUCHSTONE_LOG_LEVEL: 'debug',
};
const run = (command: string, port: number, ...more: string[]) =>
  touchstoneWith(
    { PATH: callersEnvironment['PATH'], ...settings },
    ...[command, '--data', join(folder.path, command), '--port', String(port)],
    ...['--course', tinyCourse, '--trusted-proxy', proxy, ...more],
  );

describe('with a public URL', () => {
  let [allInOnePort, stackPort] = [0, 0];
  let allInOne: RunningCommand;
  beforeAll(async () => {
    [allInOnePort, stackPort] = await Promise.all([freePort(), freePort()]);
    await copyEmptyPglite(join(folder.path, 'start', 'database'));
    allInOne = run('start', allInOnePort);
    const stack = run('stack', stackPort, '--apis', '2', '--graders', '2', '--host', '0.0.0.0');
    const output = await Promise.all(
      [allInOne, stack].map((command) => command.printed(/ready: (.*) \(after/)),
    );
    expect(output.map(([, ready]) => ready)).toEqual([
      `http://127.0.0.1:${allInOnePort} for browsers at ${publicUrl}`,
      `http://0.0.0.0:${stackPort} for browsers at ${publicUrl}`,
    ]);
  });

  describe('an all-in-one', () => {
    const port = () => allInOnePort;
    describeFront(port);
    describeTrace(port, () => allInOne.stderr());
  });

  describe('a stack', () => {
    const port = () => stackPort;
    describeFront(port);
    describeTrace(port, async () => {
      const data = join(folder.path, 'stack');
      const files = (await readdir(data)).filter((file) => /-api-\d\.log$/.test(file));
      return (await Promise.all(files.map((file) => readFile(join(data, file), 'utf8')))).join('');
    });
  });
});
