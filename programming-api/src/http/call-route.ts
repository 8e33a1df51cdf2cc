import {
  callersOf,
  calls,
  isAboutWhileViewing,
  type Call,
  type Callers,
  type CallName,
  type CallParams,
  type Calls,
  type WhileViewing,
} from '@touchstone/contracts';
import type { HTTPMethods } from 'fastify';
import { z } from 'zod';
import { noQuery } from './typed-app.ts';

/** `{}` or no body, which reaches the schema as null or undefined. */
const noBody = z.strictObject({}).nullish();

type SchemaOf<Name extends CallName> = {
  params: z.ZodType<CallParams<Name>>;
  querystring: Calls[Name] extends { query: infer Query extends z.ZodType }
    ? Query
    : typeof noQuery;
  body: Calls[Name] extends { body: infer Body extends z.ZodType } ? Body : typeof noBody;
  response: Calls[Name]['answers'];
  operationId: string;
  summary: string;
  security: Readonly<Record<string, readonly string[]>>[];
};

interface CallRoute<Name extends CallName> {
  readonly method: HTTPMethods;
  readonly url: string;
  readonly schema: SchemaOf<Name>;
  readonly config: {
    reads: boolean;
    streams: boolean;
    bodiless: boolean;
    callers: Callers;
    whileViewing: WhileViewing;
  };
}

const sessionSecurity = {
  required: [{ session: [] }],
  optional: [{}, { session: [] }],
} as const;

/** What Fastify needs of a call of the table, but for its handler. */
export function callRoute<Name extends CallName>(name: Name): CallRoute<Name> {
  const call: Call = calls[name];
  const [method = '', url = ''] = name.split(' ');
  const params = [...url.matchAll(/:(\w+)/g)].map(([, key = '']) => [key, z.string()]);
  const schema = {
    ...(params.length > 0 && { params: z.object(Object.fromEntries(params)) }),
    querystring: call.query ?? noQuery,
    ...(method !== 'GET' && { body: call.body ?? noBody }),
    response: call.answers,
    operationId: call.id,
    summary: call.summary,
    ...(call.session !== undefined && { security: sessionSecurity[call.session] }),
  };
  return {
    method: method,
    url,
    schema: schema as unknown as SchemaOf<Name>,
    config: {
      reads: call.reads === true,
      streams: call.events !== undefined,
      bodiless: call.body === undefined,
      callers: callersOf[name],
      whileViewing: isAboutWhileViewing(name),
    },
  };
}
