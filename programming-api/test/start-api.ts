import { randomUUID } from 'node:crypto';
import type { GradingOffice, MadeBy, Submission } from '@touchstone/contracts';
import type { Database } from '@touchstone/database';
import type { Messaging } from '@touchstone/messaging';
import type { InjectOptions, LightMyRequestResponse } from 'fastify';
import { pino, type Logger } from 'pino';
import {
  createConfig,
  createService,
  type ApiConfig,
  type ApiService,
  type ApiServiceDeps,
} from '../src/service.ts';
import { sampleResult } from './sample-course.ts';

/** Judge and Python of the graders in these tests. */
export const madeBy: MadeBy = { judge: 'a1'.repeat(32), python: 'CPython 3.11.2' };
export const graderSecret = 'a-secret-of-the-graders';

export interface TestUser {
  readonly uuid: string;
  readonly token: string;
}

export interface TestApi {
  readonly service: ApiService;
  readonly office: GradingOffice;
  get(url: string, user?: TestUser, headers?: Record<string, string>): Promise<Answer>;
  post(url: string, user?: TestUser, body?: unknown): Promise<Answer>;
  newUser(): Promise<TestUser>;
  submit(user: TestUser, assignmentId: string, code: string): Promise<Answer>;
  /** Hands in and expects 202. */
  accept(user: TestUser, assignmentId: string, code: string): Promise<Submission>;
  assignmentIds(course?: string): Promise<string[]>;
}

interface Answer {
  readonly status: number;
  readonly headers: LightMyRequestResponse['headers'];
  readonly json: unknown;
}

/** No sweeps, heartbeats or delays, unless a test is about them. */
const quietConfig: Partial<ApiConfig> = {
  port: 0,
  sweepIntervalMs: 600_000,
  heartbeatMs: 600_000,
  positionMs: 10,
  shutdownTimeoutMs: 1500,
  refusalDelayMs: 1,
};

export async function startApi(deps: {
  database: Database;
  messaging: Messaging;
  config?: Partial<ApiConfig>;
  plugins?: ApiServiceDeps['plugins'];
  logger?: Logger;
  clock?: ApiServiceDeps['clock'];
  mailer?: ApiServiceDeps['mailer'];
}): Promise<TestApi> {
  const { database, messaging, plugins = [], logger = pino({ level: 'silent' }), mailer } = deps;
  const service = await createService({
    config: createConfig({ ...quietConfig, ...deps.config }),
    internalRoutes: true,
    ...{ database, messaging, logger, plugins, graderSecret },
    ...(deps.clock !== undefined && { clock: deps.clock }),
    ...(mailer !== undefined && { mailer }),
  });

  await service.gradingOffice.heartbeat({
    instance: randomUUID(),
    name: 'test',
    serves: madeBy,
    ended: false,
  });

  const send = async (request: InjectOptions): Promise<Answer> => {
    const { statusCode, headers, body } = await service.app.inject(request);
    return { status: statusCode, headers, json: body === '' ? null : JSON.parse(body) };
  };
  const bearer = (user?: TestUser) =>
    user === undefined ? {} : { authorization: `Bearer ${user.token}` };

  const api: TestApi = {
    service,
    office: service.gradingOffice,
    get: (url, user, headers) =>
      send({ method: 'GET', url, headers: { ...bearer(user), ...headers } }),
    post: (url, user, body = {}) =>
      send({
        method: 'POST',
        url,
        headers: { ...bearer(user), 'content-type': 'application/json' },
        payload: JSON.stringify(body),
      }),
    async newUser() {
      const { json } = await api.post('/api/users');
      const { user, token } = json as { user: { uuid: string }; token: string };
      return { uuid: user.uuid, token };
    },
    submit: (user, assignmentId, code) =>
      api.post('/api/submissions', user, { assignmentId, code }),
    async accept(user, assignmentId, code) {
      const { status, json } = await api.submit(user, assignmentId, code);
      if (status !== 202) throw new Error(`${status}: ${JSON.stringify(json)}`);
      return (json as { submission: Submission }).submission;
    },
    async assignmentIds(course) {
      const { json } = await api.get(`/api/assignments${course ? `?course=${course}` : ''}`);
      return (json as { assignments: { id: string }[] }).assignments.map(({ id }) => id);
    },
  };
  return api;
}

/** Reports a result like a grader, without grading. */
export async function grade(
  office: GradingOffice,
  submissionId: string,
  result = sampleResult(),
): Promise<void> {
  const begun = await office.beginAttempt({ submissionId });
  if (begun.kind !== 'begun') throw new Error(begun.kind);
  const answer = await office.storeResult({
    ...{ submissionId, attempt: begun.attempt, result, madeBy },
  });
  if (answer !== 'stored') throw new Error(answer);
}
