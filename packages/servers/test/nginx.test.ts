import { pageHeaders, problemMediaType, problems, type Problem } from '@touchstone/contracts';
import { onFreePort, temporaryFolder, waitFor, type TemporaryFolder } from '@touchstone/test-kit';
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  createNginxConfiguration,
  freePort,
  startNginx,
  type NginxConfigurationOptions,
  type RunningServer,
} from '../src/index.ts';

/** A fake service: stores the requests, and answers as their path says. */
class FakeService {
  readonly requests: IncomingMessage[] = [];
  readonly server: Server;
  readonly name: string;
  private openStream: ServerResponse | null = null;

  constructor(name: string) {
    this.name = name;
    this.server = createServer((request, response) => this.answer(request, response));
  }

  async listen(): Promise<number> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return (this.server.address() as AddressInfo).port;
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  endStream(): void {
    this.openStream?.end('data: last\n\n');
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    this.requests.push(request);
    if (request.url === '/api/hang-up') return void request.socket.destroy();
    if (request.url?.endsWith('/events') === true) {
      this.openStream = response;
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: first\n\n');
      return;
    }
    response.setHeader('content-type', 'application/json').setHeader('etag', etag);
    response.setHeader('cache-control', 'no-cache');
    if (request.url?.includes('cookie') === true) response.setHeader('set-cookie', 'a=b');
    if (request.headers['accept-encoding'] === 'gzip') {
      response.setHeader('content-encoding', 'gzip').end(gzipSync('packed'));
      return;
    }
    request.resume().once('end', () => response.end(JSON.stringify({ answeredBy: this.name })));
  }
}

const apis = [new FakeService('first API'), new FakeService('second API')] as const;
const grader = new FakeService('grader');
const etag = '"strong"';
const script = 'export const stone = "gold";'.repeat(50);
let folder: TemporaryFolder;
let nginx: RunningServer;

beforeAll(async () => {
  folder = await temporaryFolder();
  const dist = join(folder.path, 'dist');
  await mkdir(join(dist, 'assets'), { recursive: true });
  await writeFile(join(dist, 'index.html'), '<title>Touchstone</title>');
  await writeFile(join(dist, '.build-hash'), 'secret');
  await writeFile(join(dist, 'assets', 'main-1a2b.js'), script);
  await writeFile(join(dist, 'assets', 'main-1a2b.js.gz'), gzipSync(script));

  await grader.listen();
  nginx = await startBefore(await Promise.all(apis.map((api) => api.listen())));
});

async function startBefore(
  apiPorts: readonly number[],
  options: Partial<NginxConfigurationOptions> = {},
): Promise<RunningServer> {
  const uiPort = await freePort();
  const graderPorts = [(grader.server.address() as AddressInfo).port];
  return onFreePort((port) =>
    startNginx({
      folder: join(folder.path, `nginx-${port}`),
      configuration: createNginxConfiguration({ port, uiPort, apiPorts, graderPorts, ...options }),
      port,
      ...(options.host !== undefined && { host: options.host }),
      site: join(folder.path, 'dist'),
    }),
  );
}

afterAll(async () => {
  await nginx.stop();
  for (const service of [...apis, grader]) service.close();
  await folder.remove();
});

const get = (path: string, init?: RequestInit): Promise<Response> => fetch(nginx.url + path, init);
const received = (): IncomingMessage[] => apis.flatMap((api) => api.requests);

/** Sends bytes as they are, since fetch would tidy them up. */
async function raw(
  request: string,
  { port = nginx.port, localAddress = '127.0.0.1' } = {},
): Promise<{ status: number; head: string; body: string }> {
  const socket = connect({ port, host: '127.0.0.1', localAddress }).setEncoding('utf8');
  let answer = '';
  socket.on('data', (data: string) => (answer += data)).on('error', () => undefined);
  socket.write(request);
  // What nginx has not read of a refused request may end the connection by a reset.
  await new Promise((resolve) => socket.once('close', resolve));
  const [head = '', body = ''] = answer.split('\r\n\r\n');
  return { status: Number(head.split(' ')[1]), head, body };
}

const rawGet = (target: string, more = '') =>
  raw(`GET ${target} HTTP/1.1\r\nHost: stone\r\nConnection: close\r\n${more}\r\n`);

function expectProblem(
  answer: { status: number; head: string; body: string },
  key: keyof typeof problems,
): void {
  expect(answer.status).toBe(problems[key].status);
  expect(answer.head).toContain(`Content-Type: ${problemMediaType}`);
  const { status, title } = problems[key];
  expect(JSON.parse(answer.body)).toMatchObject({ type: `/problems/${key}`, status, title });
}

describe('the pages', () => {
  test('every path of the page is the same document, revalidated each time', async () => {
    for (const path of ['/', '/first-steps/hello', '/no/such/page']) {
      const answer = await get(path);
      expect(await answer.text()).toBe('<title>Touchstone</title>');
      expect(answer.headers.get('cache-control')).toBe('no-cache');
      expect(answer.headers.get('content-security-policy')).toBe(
        pageHeaders['content-security-policy'],
      );
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    }
  });

  test('assets are cached for a year and sent in their precompressed form', async () => {
    const answer = await get('/assets/main-1a2b.js', { headers: { 'accept-encoding': 'gzip' } });
    expect(await answer.text()).toBe(script);
    expect(answer.headers.get('content-encoding')).toBe('gzip');
    expect(answer.headers.get('vary')).toBe('Accept-Encoding');
    expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(answer.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
  });

  test('a missing asset and a hidden file are not found', async () => {
    expectProblem(await rawGet('/assets/gone.js'), 'not-found');
    expectProblem(await rawGet('/.build-hash'), 'not-found');
  });
});

describe('closed paths', () => {
  test.each([
    '/internal',
    '/internal/results',
    '//internal/results',
    '/%69nternal/results',
    '/api/../internal/results',
    '/api/%2e%2e/internal/results',
    '/api/..%2finternal/results',
    '/metrics',
    '/grader-api/metrics',
    '/grader-api/',
    '/nginx-problem/not-found',
  ])('%s is not found and reaches no service', async (target) => {
    const before = received().length + grader.requests.length;
    expectProblem(await rawGet(target), 'not-found');
    expect(received().length + grader.requests.length).toBe(before);
  });
});

describe('the services', () => {
  test('/api goes to the APIs in turn, with the headers of a proxy', async () => {
    const before = apis.map((api) => api.requests.length);
    for (let i = 0; i < 4; i += 1) {
      const answer = await get('/api/me?x=%2F', { headers: { 'x-forwarded-for': '6.6.6.6' } });
      expect(answer.status).toBe(200);
    }
    expect(apis.map((api, i) => api.requests.length - (before[i] ?? 0))).toEqual([2, 2]);
    const request = received().at(-1);
    expect(request?.url).toBe('/api/me?x=%2F');
    expect(request?.httpVersion).toBe('1.1');
    expect(request?.headers).toMatchObject({
      host: `127.0.0.1:${nginx.port}`,
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-proto': 'http',
      'x-request-id': expect.stringMatching(/^[0-9a-f]{32}$/) as string,
    });
  });

  test('an API sees only the path that was matched', async () => {
    await rawGet('/internal/../api/courses');
    expect(received().some(({ url }) => url === '/internal/../api/courses')).toBe(false);
    expect(received().some(({ url }) => url === '/api/courses')).toBe(true);
  });

  test('an API answers with the schemas of a course’s files', async () => {
    const answer = await get('/schemas/course.schema.json');
    expect(await answer.json()).toEqual({ answeredBy: expect.stringContaining('API') as string });
    expect(received().at(-1)?.url).toBe('/schemas/course.schema.json');
  });

  test('a grader answers /grader-api/health', async () => {
    expect(await (await get('/grader-api/health')).json()).toEqual({ answeredBy: 'grader' });
    expect(grader.requests.at(-1)?.url).toBe('/health/ready');
  });

  test.each(['/api/me/events', '/api/submissions/0190a5c2-7b1c-7000-8000-000000000000/events'])(
    'events of %s come at once',
    async (path) => {
      const answer = await get(path);
      const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
      expect((await reader?.read())?.value).toBe('data: first\n\n');
      for (const api of apis) api.endStream();
      expect((await reader?.read())?.value).toBe('data: last\n\n');
    },
  );
});

test('the name of a course’s file reaches the API with all of its characters', async () => {
  const folder = '/api/assignments/0190a5c2-7b1c-7000-8000-000000000000/files';
  const name = 'data/100% größer?#+;&.txt';
  await get(`${folder}/${encodeURIComponent(name)}`);
  const seen = received().find(({ url }) => url?.startsWith(folder))?.url ?? '';
  // Slashes are decoded.
  expect(seen.split('/').slice(5).map(decodeURIComponent).join('/')).toBe(name);
  // What leaves the folder is another address.
  await get(`${folder}/${encodeURIComponent('../../../../internal/x')}`);
  await rawGet(`${folder}/..%2f..%2f..%2f..%2finternal/x`);
  expect(received().filter(({ url = '' }) => /internal|\.\./.test(decodeURI(url)))).toEqual([]);
});

describe('a public answer', () => {
  const askedOf = (target: string) => received().filter(({ url }) => url === target).length;

  test.each(['/api/assignments?course=a', '/api/courses/a/assignments/b'])(
    'is asked of an API once a second, however many want %s',
    async (target) => {
      await Promise.all(Array.from({ length: 50 }, () => get(target)));
      // The first one is not kept yet, for it could be the only one.
      expect(askedOf(target)).toBeLessThan(5);
      const before = askedOf(target);
      const beganMs = performance.now();
      const askedAgain = async () => {
        await get(target);
        return askedOf(target) > before;
      };
      await waitFor(askedAgain, { what: 'a second to be over' });
      expect(performance.now() - beganMs).toBeLessThan(2_000);
    },
  );

  test('is not sent again to clients that have it', async () => {
    const statuses: number[] = [];
    for (let i = 0; i < 8; i += 1) {
      statuses.push((await get('/api/courses', { headers: { 'if-none-match': etag } })).status);
    }
    // The first two answers come from an API, and so does one more if a second ends meanwhile.
    expect(statuses.filter((status) => status === 304).length).toBeGreaterThanOrEqual(4);
    expect((await get('/api/courses')).headers.get('etag')).toBe(etag);
  });

  test('is sent to each client in its encoding', async () => {
    for (let i = 0; i < 3; i += 1) {
      const packed = await get('/api/courses', { headers: { 'accept-encoding': 'gzip' } });
      expect(await packed.text()).toBe('packed');
      const plain = await get('/api/courses', { headers: { 'accept-encoding': 'identity' } });
      expect(await plain.json()).toMatchObject({ answeredBy: expect.any(String) as string });
    }
  });

  test.each([
    ['a POST', '/api/assignments?by=post', { method: 'POST' }],
    ['an answer that sets a cookie', '/api/assignments?cookie', {}],
    ["a user's own", '/api/submissions?limit=1', {}],
  ])('is not %s, whose answer nginx does not cache', async (_what, target, init) => {
    for (let i = 0; i < 4; i += 1) await get(target, init);
    expect(askedOf(target)).toBe(4);
  });

  test('has no path that an API would read differently', async () => {
    await rawGet('/api/courses%0a');
    await rawGet('/api/assignments/a%0d%0aX-Injected:%201');
    expect(askedOf('/api/courses%0A')).toBe(1);
    expect(received().some(({ headers }) => 'x-injected' in headers)).toBe(false);
  });
});

describe("nginx's own errors are problem documents", () => {
  test('a malformed request', async () => {
    expectProblem(await raw('nonsense\r\n\r\n'), 'invalid-request');
    expectProblem(await raw('GET / HTTP/1.1\r\n\r\n'), 'invalid-request');
  });

  test('a method that is not allowed', async () => {
    const post = 'POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 0\r\n\r\n';
    expectProblem(await raw(post), 'method-not-allowed');
    const trace = 'TRACE / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n';
    expectProblem(await raw(trace), 'method-not-allowed');
  });

  test('a body, a URL or headers that are too large', async () => {
    const head = 'POST /api/submissions HTTP/1.1\r\nHost: a\r\nConnection: close\r\n';
    const bytes = 1_048_577;
    const body = 'x'.repeat(bytes);
    expectProblem(await raw(`${head}Content-Length: ${bytes}\r\n\r\n${body}`), 'too-large');
    expectProblem(await rawGet(`/${'x'.repeat(9_000)}`), 'too-large');
    expectProblem(await rawGet('/', `X-Large: ${'x'.repeat(9_000)}\r\n`), 'headers-too-large');
  });

  test('an API that closes the connection is reported with a request id that is also in the log', async () => {
    const before = received().length;
    const answer = await get('/api/hang-up', { method: 'POST', body: '{}' });
    expect(answer.status).toBe(502);
    const problem = (await answer.json()) as Problem;
    expect(problem.type).toBe('/problems/gateway-error');
    expect(received().length - before, 'a POST that may have arrived is sent once').toBe(1);
    const log = join(nginx.folder, 'work', 'faults.log');
    await waitFor(
      async () => (await readFile(log, 'utf8')).includes(problem.requestId ?? 'no request id'),
      { what: 'the line in the log' },
    );
  });

  test('an API that accepts no connection in time', async () => {
    const deaf = await startDeafService();
    try {
      const before = await startBefore([deaf.port]);
      try {
        const answer = await fetch(`${before.url}/api/me`);
        expect(answer.headers.get('content-type')).toBe(problemMediaType);
        const { status, title } = problems['gateway-timeout'];
        const requestId = expect.stringMatching(/^[0-9a-f]{32}$/) as string;
        const type = '/problems/gateway-timeout';
        expect(await answer.json()).toEqual({ type, title, status, requestId });
        expect(answer.status).toBe(status);
      } finally {
        await before.stop();
      }
    } finally {
      deaf.end();
    }
  });
});

describe('proxies in front', () => {
  const trusted = '127.0.0.2';
  const [from, direct] = [{ localAddress: trusted }, { localAddress: '127.0.0.3' }];
  let front: RunningServer;
  beforeAll(async () => {
    const ports = apis.map((api) => (api.server.address() as AddressInfo).port);
    front = await startBefore(ports, {
      trustedNetworks: [`${trusted}/32`, '10.0.0.0/8', '::1/128'],
    });
  });
  afterAll(() => front.stop());

  /** Sends header lines by way of nginx; resolves to what the API saw, and to nginx's answer. */
  const send = async (of: { localAddress: string }, lines: string, path = '/api/me') => {
    const mark = randomUUID();
    const answer = await raw(
      `GET ${path} HTTP/1.1\r\nHost: stone\r\nConnection: close\r\nX-Mark: ${mark}\r\n${lines}\r\n`,
      { ...of, port: front.port },
    );
    const seen = received().find(({ headers }) => headers['x-mark'] === mark);
    const headers: IncomingHttpHeaders = seen?.headers ?? {};
    return {
      address: headers['x-forwarded-for'],
      scheme: headers['x-forwarded-proto'],
      host: headers['x-forwarded-host'],
      forwarded: headers['forwarded'],
      requestId: headers['x-request-id'],
      answeredId: /\r\nX-Request-Id: ([^\r]*)/i.exec(answer.head)?.[1],
      answer,
    };
  };
  const newId = expect.stringMatching(/^[0-9a-f]{32}$/) as string;

  test('name the client, its scheme and the id of its request', async () => {
    const lines =
      'X-Forwarded-For: 192.0.2.7\r\nX-Forwarded-Proto: https\r\nX-Request-Id: From-Proxy-1\r\n';
    const seen = await send(from, lines);
    expect(seen).toMatchObject({ address: '192.0.2.7', scheme: 'https', host: 'stone' });
    expect([seen.requestId, seen.answeredId]).toEqual(['From-Proxy-1', 'From-Proxy-1']);
  });

  test('are only the trusted ones: a client can forge nothing', async () => {
    const lines = [
      'X-Forwarded-For: 192.0.2.7',
      'X-Forwarded-For: 127.0.0.2',
      'X-Forwarded-Proto: https',
      'X-Forwarded-Host: evil.example',
      'X-Real-IP: 192.0.2.7',
      'Forwarded: for=192.0.2.7;proto=https;host=evil.example',
      'X-Request-Id: mine',
    ];
    const seen = await send(direct, `${lines.join('\r\n')}\r\n`);
    expect(seen).toMatchObject({ address: '127.0.0.3', scheme: 'http', host: 'stone' });
    expect(seen.forwarded).toBeUndefined();
    expect([seen.requestId, seen.answeredId]).toEqual([newId, seen.requestId]);
  });

  test.each([
    ['192.0.2.7', '192.0.2.7'],
    ['2001:db8::7', '2001:db8::7'],
    ['[2001:db8::7]:4711', '2001:db8::7'],
    ['192.0.2.7:4711', '192.0.2.7'],
    ['1.1.1.1, 192.0.2.7', '192.0.2.7'],
    ['1.1.1.1, 192.0.2.7, 10.9.9.9', '192.0.2.7'],
    ['1.1.1.1\r\nX-Forwarded-For: 192.0.2.7', '192.0.2.7'],
    ['junk, 192.0.2.7', '192.0.2.7'],
    ['192.0.2.7, junk', '127.0.0.2'],
    ['unknown', '127.0.0.2'],
    ['', '127.0.0.2'],
    ['300.1.1.1', '127.0.0.2'],
    ['"><script>', '127.0.0.2'],
  ])('from whom X-Forwarded-For: %j is the client %s', async (written, address) => {
    expect(await send(from, `X-Forwarded-For: ${written}\r\n`)).toMatchObject({ address });
  });

  test.each([
    ['http', 'http'],
    ['HTTPS', 'https'],
    ['https, http', 'http'],
    ['https,https', 'http'],
    ['javascript', 'http'],
    ['', 'http'],
    ['https x', 'http'],
  ])('from whom X-Forwarded-Proto: %j means %s', async (written, scheme) => {
    expect(await send(from, `X-Forwarded-Proto: ${written}\r\n`)).toMatchObject({ scheme });
  });

  test.each(['', 'x'.repeat(65), 'a b', 'a,b', 'a_b', 'ä', '$request_id', 'a;b', '../x', 'a"b'])(
    'from whom the request id %j is replaced',
    async (written) => {
      const seen = await send(from, `X-Request-Id: ${written}\r\n`);
      expect([seen.requestId, seen.answeredId]).toEqual([newId, seen.requestId]);
    },
  );

  test.each(['/', '/assets/gone.js', '/internal', '/api/courses', '/grader-api/health'])(
    'get the id back from %s, once',
    async (path) => {
      const { answer, answeredId } = await send(from, 'X-Request-Id: back-1\r\n', path);
      expect(answeredId).toBe('back-1');
      expect(answer.head.match(/x-request-id/gi)).toHaveLength(1);
    },
  );

  test('find the id of their request in a problem, in its header and in the log', async () => {
    const { answer, answeredId } = await send(from, 'X-Request-Id: fault-1\r\n', '/api/hang-up');
    expect(answeredId).toBe('fault-1');
    expect(JSON.parse(answer.body)).toMatchObject({ status: 502, requestId: 'fault-1' });
    const log = join(front.folder, 'work', 'faults.log');
    await waitFor(async () => (await readFile(log, 'utf8')).includes(' fault-1 502 '), {
      what: 'the line in the log',
    });
  });

  test('get the id of their own request with a cached answer, too', async () => {
    const ids = ['kept-1', 'kept-2', 'kept-3', 'kept-4'];
    for (const id of ids) {
      const { answeredId } = await send(from, `X-Request-Id: ${id}\r\n`, '/api/courses');
      expect(answeredId).toBe(id);
    }
  });
});

test.each(['::', '127.0.0.4', '::1'])('nginx listens on %s', async (host) => {
  const ports = apis.map((api) => (api.server.address() as AddressInfo).port);
  const listening = await startBefore(ports, { host });
  const reached = host === '::' ? ['127.0.0.1', '[::1]'] : [host === '::1' ? '[::1]' : host];
  for (const address of reached) {
    expect((await fetch(`http://${address}:${listening.port}/api/me`)).status).toBe(200);
  }
  expect(listening.url).toContain(host);
  await listening.stop();
});

test('each answer has an id, malformed requests included', async () => {
  const heads = [
    (await rawGet('/')).head,
    (await rawGet('/%00')).head,
    (await raw('nonsense\r\n\r\n')).head,
    (await rawGet(`/${'x'.repeat(9_000)}`)).head,
  ];
  for (const head of heads) expect(head).toMatch(/\r\nX-Request-Id: [0-9a-f]{32}/);
});

/** A frozen process, with as many waiting connections as the system allows. */
async function startDeafService(): Promise<{ port: number; end: () => void }> {
  const listen = `
    const server = require('node:net').createServer();
    server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => process.send(server.address().port));`;
  const child = spawn(process.execPath, ['--eval', listen], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const [port] = (await once(child, 'message')) as [number];
  child.kill('SIGSTOP');
  const waiting = Array.from({ length: 8 }, () => connect(port, '127.0.0.1'));
  for (const socket of waiting) socket.on('error', () => undefined);
  return {
    port,
    end() {
      for (const socket of waiting) socket.destroy();
      child.kill('SIGKILL');
    },
  };
}

test('a POST reaches the other API when one is gone', async () => {
  apis[0].close();
  for (let i = 0; i < 4; i += 1) {
    const answer = await get('/api/submissions', { method: 'POST', body: '{}' });
    expect(await answer.json()).toEqual({ answeredBy: 'second API' });
  }
});
