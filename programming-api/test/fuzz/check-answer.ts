import { problemMediaType, problems, problemSchema, problemTypeUri } from '@touchstone/contracts';
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

/** Signs of what stays inside: stack frames, files of ours, SQL, and what databases say. */
const innards = [
  /\bat .+:\d+:\d+/,
  /node_modules|\/src\/|\.ts\b|file:\/\//,
  /\b(?:select|insert|update|delete)\b.+\b(?:from|into|set|where)\b/i,
  /\b(?:syntax error at|invalid input syntax|invalid byte sequence|relation ")/i,
];

/** What is wrong with an answer, or null. A HEAD's body stays away, and so does a 304's. */
export function faultOf(
  { status, contentType, body }: FuzzAnswer,
  { operation, bodyless }: { operation: Operation | null; bodyless: boolean },
): string | null {
  if (status === 500) return 'it is a fault of ours';
  if (bodyless) return null;
  if (status >= 400) return problemFault(status, contentType, body);
  const described = operation?.answers[status];
  if (described === undefined) return null;
  const { error } = described.safeParse(JSON.parse(body));
  return error === undefined ? null : `it is not as described: ${error.message}`;
}

function problemFault(
  status: number,
  contentType: string | undefined,
  body: string,
): string | null {
  if (contentType !== problemMediaType) return `it comes as ${contentType ?? 'nothing'}`;
  const { data } = problemSchema.safeParse(JSON.parse(body));
  if (data === undefined) return 'it is no problem document';
  if (data.status !== status) return `it says ${data.status} inside`;
  if (statusOfType.get(data.type) !== status) return `${data.type} is no type of ${status}`;
  const seen = innards.find((sign) => sign.test(body));
  return seen === undefined ? null : `it shows what is inside: ${String(seen)}`;
}
