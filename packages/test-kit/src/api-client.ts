import {
  calls,
  problemSchema,
  requestOf,
  type Call,
  type CallAnswer,
  type CallArguments,
  type CallName,
  type Problem,
} from '@touchstone/contracts';
import { readEvents, type ServerSentEvent } from './read-events.ts';

/** Sends a request, as `fetch` does. `url` starts with the API's address. */
export type Send = (
  url: string,
  init: {
    readonly method: string;
    readonly headers: Record<string, string>;
    readonly body?: string;
    readonly signal?: AbortSignal;
  },
) => Promise<RawAnswer>;

/** The part of a Response that is used. */
interface RawAnswer {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  readonly body: AsyncIterable<Uint8Array> | null;
  text(): Promise<string>;
}

export interface ApiAnswer {
  readonly status: number;
  /** In seconds; null if the answer has no such header. */
  readonly retryAfter: number | null;
  /** Parsed JSON, not validated; null if it is not JSON. */
  readonly body: unknown;
}

/** A call was answered with an error. */
export class UnexpectedAnswer extends Error {
  override readonly name = 'UnexpectedAnswer';
  readonly answer: ApiAnswer;

  constructor(call: string, answer: ApiAnswer) {
    super(`${call} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
    this.answer = answer;
  }

  /** Empty if the answer is not a problem document. */
  get problem(): Partial<Problem> {
    return problemSchema.safeParse(this.answer.body).data ?? {};
  }
}

interface CallOptions {
  readonly signal?: AbortSignal;
}
interface FollowOptions extends CallOptions {
  readonly lastEventId?: string | undefined;
}
/** The calls that answer with an event stream. */
type StreamName = Extract<CallName, `${string}/events`>;

/** The calls of the HTTP interface, with or without a session. */
export interface ApiClient {
  /** Resolves to the validated body of a successful answer. @throws {UnexpectedAnswer} */
  call<Name extends CallName>(
    name: Name,
    ...args: CallArguments<Name, CallOptions>
  ): Promise<CallAnswer<Name>>;
  /** Resolves to the answer, whatever its status. */
  try<Name extends CallName>(
    name: Name,
    ...args: CallArguments<Name, CallOptions>
  ): Promise<ApiAnswer>;
  /** Opens an event stream. `events` is null unless the status is 200. */
  follow<Name extends StreamName>(
    name: Name,
    ...args: CallArguments<Name, FollowOptions>
  ): Promise<{ status: number; events: AsyncGenerator<ServerSentEvent> | null }>;
  /** The same client with the session of this token. */
  as(token: string): ApiClient;
}

/** @param options.url the API's address, without a slash at its end */
export function createApiClient(options: { url: string; token?: string; send?: Send }): ApiClient {
  const { url, token, send = fetch } = options;
  const start = <Name extends CallName>(
    name: Name,
    [input, more = {}]: CallArguments<Name, FollowOptions>,
  ): Promise<RawAnswer> => {
    const { method, url: path, body } = requestOf(name, ...([input] as CallArguments<Name>));
    const { signal, lastEventId } = more;
    return send(`${url}${path}`, {
      method,
      headers: {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(lastEventId !== undefined && { 'last-event-id': lastEventId }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(signal !== undefined && { signal }),
    });
  };
  const client: ApiClient = {
    async call(name, ...args) {
      const answer = await client.try(name, ...args);
      const { answers }: Call = calls[name];
      const schema = answers[answer.status as keyof typeof answers];
      if (answer.status > 299 || schema === undefined) throw new UnexpectedAnswer(name, answer);
      return schema.parse(answer.body ?? undefined) as CallAnswer<typeof name>;
    },
    async try(name, ...args) {
      const answer = await start(name, args);
      const retryAfter = answer.headers.get('retry-after');
      const text = await answer.text();
      return {
        status: answer.status,
        retryAfter: retryAfter === null ? null : Number(retryAfter),
        body: parseJson(text),
      };
    },
    async follow(name, ...args) {
      const answer = await start(name, args);
      const { status, body } = answer;
      if (status === 200 && body !== null) return { status, events: readEvents(body) };
      await answer.text();
      return { status, events: null };
    },
    as: (other) => createApiClient({ ...options, token: other }),
  };
  return client;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
