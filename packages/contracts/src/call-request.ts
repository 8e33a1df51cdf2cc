import type { z } from 'zod';
import type { CallName, Calls } from './calls.ts';

/*
 * What a caller sends and receives, derived from the table of calls. The page uses this without the
 * table itself, which would bring zod along: a call's name has its method and path.
 */

type Parameters<Path> = Path extends `${string}/:${infer Name}/${infer Rest}`
  ? Name | Parameters<`/${Rest}`>
  : Path extends `${string}/:${infer Name}`
    ? Name
    : never;

/** The path parameters of a call, by name. */
export type CallParams<Name extends CallName> = Readonly<Record<Parameters<Name>, string>>;

/** Path parameters and query, by their names. */
type AddressInput<Name extends CallName> = CallParams<Name> &
  (Calls[Name] extends { query: infer Query extends z.ZodType } ? z.input<Query> : unknown);

type CallInput<Name extends CallName> = AddressInput<Name> &
  (Calls[Name] extends { body: infer Body extends z.ZodType }
    ? { readonly body: z.input<Body> }
    : unknown);

/** An argument that may be left out if all of it may be. */
type Arguments<Input, Options> = object extends Input
  ? [input?: Input, options?: Options]
  : [input: Input, options?: Options];

/** What follows a call's name in an argument list. */
export type CallArguments<Name extends CallName, Options = never> = Arguments<
  CallInput<Name>,
  Options
>;

type AnswerSchema<Answers> = Exclude<Answers[keyof Answers & (200 | 201 | 202 | 204)], undefined>;

/** The body of a successful answer. */
export type CallAnswer<Name extends CallName> =
  AnswerSchema<Calls[Name]['answers']> extends infer Schema extends z.ZodType
    ? z.output<Schema>
    : never;

export interface CallRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  /** Undefined: none is sent. */
  readonly body: unknown;
}

export function requestOf<Name extends CallName>(
  name: Name,
  ...[input]: CallArguments<Name>
): CallRequest {
  const { body, ...values }: Readonly<Record<string, unknown>> = { ...input };
  const [method, path] = name.split(' ') as [string, string];
  const query = new URLSearchParams();
  let url = path;
  for (const [key, value] of Object.entries(values as Record<string, string | undefined>)) {
    if (value === undefined) continue;
    const filled = url.replace(`:${key}`, encodeURIComponent(value));
    if (filled === url) query.set(key, value);
    url = filled;
  }
  return { method, url: query.size > 0 ? `${url}?${String(query)}` : url, body };
}

/** Path and query of a call, for what no client sends: an event source, a link. */
export const addressOf = <Name extends CallName>(
  name: Name,
  ...[input]: Arguments<AddressInput<Name>, never>
): string => requestOf(name, ...([input] as CallArguments<Name>)).url;
