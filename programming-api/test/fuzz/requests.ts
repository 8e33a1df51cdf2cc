import fc from 'fast-check';
import type { Operation } from './operations.ts';
import { bodyBytes, ofSchema, text, type Known } from './values.ts';

export interface FuzzRequest {
  readonly operation: Operation;
  readonly method: string;
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly payload: Buffer;
}

export interface Callers {
  readonly tokens: readonly string[];
  readonly graderSecret: string;
  readonly host: string;
}

/** Requests as the operations expect them, slightly different ones, and odd ones. */
export function fuzzRequests(
  operations: readonly Operation[],
  known: Known,
  callers: Callers,
): fc.Arbitrary<FuzzRequest> {
  const sent = headers(callers);
  const ofOperation = (operation: Operation): fc.Arbitrary<FuzzRequest> =>
    fc
      .record({
        method: mostly(fc.constant(operation.method), fc.constantFrom(...otherMethods)),
        path: paths(operation.path, known),
        query: queries(operation, known),
        headers: sent,
        payload: bodyBytes(operation.body, known),
      })
      .map(({ method, path, query, payload, ...made }) => ({
        ...made,
        operation,
        method,
        url: `${path}${query}`,
        payload: method === 'GET' || method === 'HEAD' ? Buffer.alloc(0) : payload,
      }));
  // Most calls are a teacher's, and most of their requests end at the rights.
  return fc.oneof(
    ...operations.map((operation) => ({
      weight: operation.path.startsWith('/api/teach/') ? 1 : 4,
      arbitrary: ofOperation(operation),
    })),
  );
}

const otherMethods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE'];

const mostly = <T>(usual: fc.Arbitrary<T>, other: fc.Arbitrary<T>): fc.Arbitrary<T> =>
  fc.oneof({ weight: 9, arbitrary: usual }, { weight: 1, arbitrary: other });

/** A text with a lone surrogate cannot be encoded. */
const escaped = (value: string): string => encodeURIComponent(value.toWellFormed());

const brokenEscapes = fc.constantFrom('%', '%zz', '%c3', '%ed%a0%80', '%00', '%2e%2e%2f', '..', '');

function paths(path: string, known: Known): fc.Arbitrary<string> {
  const segment = mostly(text(known).map(escaped), brokenEscapes);
  const filled = segment.map((one) => path.replaceAll(/\{\w+\}/g, () => one));
  const mangled = fc
    .tuple(filled, fc.constantFrom('/', '//', '/.', '/../x', ';a=b', '%2f', '%00', '.json'))
    .map(([one, tail]) => one + tail);
  return mostly(filled, mangled);
}

function queries({ query }: Operation, known: Known): fc.Arbitrary<string> {
  const named = Object.entries(query).map(([name, schema]) =>
    ofSchema(schema, known).map((value) => `${name}=${escaped(queryText(value))}`),
  );
  const odd = fc.oneof(
    fc.tuple(text(known), text(known)).map(([name, value]) => `${escaped(name)}=${escaped(value)}`),
    fc.constantFrom(
      'a',
      '=',
      '&',
      '&&=',
      '%',
      '%zz=1',
      '__proto__=1',
      'a[]=1',
      '?',
      'limit=1&limit=2',
    ),
    fc.constantFrom('course=%ff', 'before=%00', 'x'.repeat(3_000)),
  );
  const usual =
    named.length === 0
      ? fc.constant<string[]>([])
      : fc.uniqueArray(fc.oneof(...named), { maxLength: named.length });
  return mostly(usual, fc.array(fc.oneof(odd, ...named), { maxLength: 4 })).map((parts) =>
    parts.length === 0 ? '' : `?${parts.join('&')}`,
  );
}

const queryText = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value);

/** As they can arrive over HTTP/1.1: Latin-1 without control characters. */
const headerText = fc
  .string({ unit: fc.integer({ min: 0x20, max: 0xff }).map((code) => String.fromCharCode(code)) })
  .map((value) => value.replaceAll('\x7f', '').trim());

function headers({ tokens, graderSecret, host }: Callers): fc.Arbitrary<Record<string, string>> {
  const token = mostly(
    fc.constantFrom(...tokens),
    fc.oneof(headerText, fc.constant('x'.repeat(43)), fc.constant('')),
  );
  const session = fc.oneof(
    token.map((one) => ({ authorization: `Bearer ${one}` })),
    token.map((one) => ({ cookie: `touchstone_session=${one}` })),
    fc.constant({ authorization: `Bearer ${graderSecret}` }),
    fc.oneof(headerText, fc.constantFrom('Bearer', 'Basic YTpi', 'Bearer a b')).map((one) => ({
      authorization: one,
      cookie: one,
    })),
    fc
      .constantFrom('touchstone_session="', '=;=;', 'a=%', '__proto__=1', ';'.repeat(500))
      .map((cookie) => ({ cookie })),
    fc.constant({}),
  );
  const contentType = mostly(
    fc.constantFrom('application/json', 'application/json; charset=utf-8'),
    fc.oneof(
      headerText,
      fc.constantFrom('text/plain', 'application/json; charset=utf-16', 'multipart/form-data', ''),
    ),
  );
  const more = fc.record(
    {
      origin: fc.oneof(
        fc.constantFrom(`http://${host}`, 'null', 'http://evil.example'),
        headerText,
      ),
      accept: headerText,
      'accept-encoding': fc.oneof(fc.constantFrom('br', 'gzip, br;q=0', '*;q=0', 'x'), headerText),
      'content-encoding': fc.constantFrom('gzip', 'identity', 'x'),
      'content-length': fc.constantFrom('0', '1', '-1', 'x', '999999999'),
      'if-none-match': fc.oneof(fc.constantFrom('*', '"a"', 'W/"a", "b"'), headerText),
      'last-event-id': fc.oneof(fc.constantFrom('1', '-1', 'x', '9'.repeat(400)), headerText),
      'x-forwarded-for': fc.oneof(fc.constantFrom('::1', '1.2.3.4, 5.6.7.8', 'x'), headerText),
      'x-forwarded-proto': fc.constantFrom('https', 'x', 'https,http'),
      'x-request-id': headerText,
      range: fc.constantFrom('bytes=0-1', 'bytes=9-1', 'x'),
      expect: fc.constantFrom('100-continue', 'x'),
      'x-large': fc.constant('x'.repeat(9_000)),
    },
    { requiredKeys: [] },
  );
  return fc
    .record({
      session,
      contentType,
      host: mostly(
        fc.constant(host),
        fc.oneof(headerText, fc.constantFrom('evil.example', '', '[::1]', 'localhost:1:2', 'a@b')),
      ),
      more: mostly(fc.constant({}), more),
    })
    .map((made) => ({
      host: made.host,
      'content-type': made.contentType,
      ...made.session,
      ...made.more,
    }));
}
