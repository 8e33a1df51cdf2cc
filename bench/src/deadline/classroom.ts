import { Agent } from 'node:http';
import { submissionAnswerSchema, submissionEventSchemas } from '@touchstone/contracts';
import { createApiClient, type ApiClient } from '@touchstone/test-kit';
import { setTimeout as delay } from 'node:timers/promises';
import { sendOverHttp } from '../load/client.ts';
import { tokenOf } from '../stack/fill.ts';

/** A class may share an address; these have some each, as the default limits expect. */
const addresses = 100;
/** As the page does: when there is no answer, or the answer does not say when. */
const retryMs = 500;
const maxTries = 60;

interface Receipt {
  readonly submissionId: string;
  /** The moment that the server says, in ms since 1970. */
  readonly receivedAtMs: number;
  /** From the press, in ms. */
  readonly tookMs: number;
  readonly answeredAtMs: number;
}

export interface Answered {
  /** Null when the server refused it. */
  readonly receipt: Receipt | null;
  /** The statuses of earlier answers, or of the last; 0 is no answer. */
  readonly refusals: readonly number[];
}

/** What an event stream told of one submission. */
export interface Told {
  /** How long it said that the submission waits, at the moment; null if it never did. */
  readonly firstSeconds: number | null;
  readonly firstAtMs: number;
  /** When its grading began, or its result came. */
  readonly begunAtMs: number;
  readonly gradedAtMs: number;
  readonly events: number;
  readonly superseded: boolean;
}

export interface Classroom {
  as(student: number): ApiClient;
  handIn(student: number, assignmentId: string, code: string): Promise<Answered>;
  follow(student: number, submissionId: string): Promise<Told>;
  close(): void;
}

/** The generated users, over real HTTP from several addresses of this machine. */
export function openClassroom(url: string): Classroom {
  const agents = Array.from({ length: addresses }, (_, index) => {
    const localAddress = `127.0.2.${index + 1}`;
    return new Agent({ keepAlive: true, noDelay: true, maxSockets: Infinity, localAddress });
  });
  const clients = agents.map((agent) => createApiClient({ url, send: sendOverHttp(agent) }));
  const as = (student: number): ApiClient => {
    const client = clients[student % addresses];
    if (client === undefined) throw new Error('There is no client.');
    return client.as(tokenOf(student));
  };

  return {
    as,
    async handIn(student, assignmentId, code) {
      const began = Date.now();
      const refusals: number[] = [];
      for (let tries = 0; tries < maxTries; tries++) {
        const body = { assignmentId, code };
        const answer = await as(student)
          .try('POST /api/submissions', { body })
          .catch(() => null);
        if (answer?.status === 202 || answer?.status === 200) {
          const { submission } = submissionAnswerSchema.parse(answer.body);
          const answeredAtMs = Date.now();
          const receipt = {
            submissionId: submission.id,
            receivedAtMs: Date.parse(submission.createdAt),
            tookMs: answeredAtMs - began,
            answeredAtMs,
          };
          return { receipt, refusals };
        }
        refusals.push(answer?.status ?? 0);
        if (answer !== null && answer.status < 500 && answer.status !== 429) break;
        const { retryAfter = null } = answer ?? {};
        await delay(retryAfter === null ? retryMs : retryAfter * 1000);
      }
      return { receipt: null, refusals };
    },
    async follow(student, submissionId) {
      const name = 'GET /api/submissions/:id/events';
      const told = { firstSeconds: null as number | null, firstAtMs: 0, begunAtMs: 0, events: 0 };
      let lastEventId: string | undefined;
      for (;;) {
        const options = { ...(lastEventId !== undefined && { lastEventId }) };
        const { status, events } = await as(student)
          .follow(name, { id: submissionId }, options)
          .catch(() => ({ status: 0, events: null }));
        if (status === 404) throw new Error(`The server has lost ${submissionId}.`);
        try {
          for await (const event of events ?? []) {
            told.events += 1;
            lastEventId = event.id ?? lastEventId;
            if (event.name === 'queued' && told.firstAtMs === 0) {
              told.firstAtMs = Date.now();
              const data = submissionEventSchemas.queued.parse(JSON.parse(event.data));
              told.firstSeconds = data.seconds;
            }
            if (event.name === 'grading') told.begunAtMs = Date.now();
            const superseded = event.name === 'superseded';
            if (!superseded && event.name !== 'graded') continue;
            const gradedAtMs = Date.now();
            const begunAtMs = told.begunAtMs === 0 ? gradedAtMs : told.begunAtMs;
            return { ...told, begunAtMs, gradedAtMs, superseded };
          }
        } catch {
          // The connection was lost: again, as a browser does.
        }
        await delay(retryMs);
      }
    },
    close() {
      for (const agent of agents) agent.destroy();
    },
  };
}
