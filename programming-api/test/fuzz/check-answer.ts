import {
  anyCallErrors,
  problemMediaType,
  problems,
  problemSchema,
  problemTypeUri,
} from '@touchstone/contracts';
import type { Operation } from './operations.ts';

export interface FuzzAnswer {
  readonly status: number;
  readonly contentType: string | undefined;
  readonly body: string;
}

const statusOfType = new Map(
  Object.entries(problems).map(([type, { status }]) => [
    problemTypeUri(type as keyof typeof problems),
    status,
  ]),
);

/** Signs of internals: stack frames, our files, SQL, messages of databases. */
const innards = [
  /\bat .+:\d+:\d+/,
  /node_modules|\/src\/|\.ts\b|file:\/\//,
  /\b(?:select|insert|update|delete)\b.+\b(?:from|into|set|where)\b/i,
  /\b(?:syntax error at|invalid input syntax|invalid byte sequence|relation ")/i,
];

/** What is wrong with an answer, or null. `bodyless`: an answer to HEAD, a 304 and such. */
export function faultOf(
  { status, contentType, body }: FuzzAnswer,
  { operation, bodyless }: { operation: Operation | null; bodyless: boolean },
): string | null {
  if (status === 500) return 'it is an internal error';
  if (bodyless) return null;
  if (status >= 400) return problemFault({ status, contentType, body }, operation);
  const described = operation?.answers[status];
  if (described === undefined) return null;
  const { error } = described.safeParse(JSON.parse(body));
  return error === undefined ? null : `it is not as described: ${error.message}`;
}

/** A made path may name nothing, or another call than it was made for. */
const anyPathErrors = new Set<string>([...anyCallErrors, 'not-found', 'method-not-allowed']);

function problemFault(
  { status, contentType, body }: FuzzAnswer,
  operation: Operation | null,
): string | null {
  if (contentType !== problemMediaType) return `it comes as ${contentType ?? 'nothing'}`;
  const { data } = problemSchema.safeParse(JSON.parse(body));
  if (data === undefined) return 'it is not a problem document';
  if (data.status !== status) return `its body has the status ${data.status}`;
  if (statusOfType.get(data.type) !== status)
    return `${data.type} does not have the status ${status}`;
  const name = data.type.replace('/problems/', '');
  if (operation?.errors && !operation.errors.has(name) && !anyPathErrors.has(name)) {
    return `${name} is not among the errors of ${operation.method} ${operation.path}`;
  }
  const seen = innards.find((sign) => sign.test(body));
  return seen === undefined ? null : `it shows internals: ${String(seen)}`;
}
