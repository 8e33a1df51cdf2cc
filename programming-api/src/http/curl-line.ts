import type { Call } from '@touchstone/contracts';

/**
 * A line for a POSIX shell that makes a call. `URL` is the server's address, `TOKEN` a session's token;
 * path parameters are variables, too, such as `ASSIGNMENT_ID`. Optional query parameters are left out.
 *
 * @param name method and path, such as `GET /api/submissions/:id`
 */
export function curlLine(name: string, call: Call): string {
  const [method = '', path = ''] = name.split(' ');
  const address = path.replaceAll(/:(\w+)/g, (_, parameter: string) => `$${variable(parameter)}`);
  return [
    'curl',
    ...(call.events === undefined ? [] : ['--no-buffer']),
    ...(method === 'GET' ? [] : ['--request', method]),
    `"$URL${address}"`,
    ...(call.session === 'required' ? ['--header "Authorization: Bearer $TOKEN"'] : []),
    ...(call.body === undefined ? [] : bodyArguments(call.example ?? {})),
  ].join(' ');
}

const bodyArguments = (body: Readonly<Record<string, unknown>>): string[] => [
  "--header 'Content-Type: application/json'",
  `--data ${quoted(JSON.stringify(body))}`,
];

/** `assignmentId` becomes `ASSIGNMENT_ID`. */
const variable = (parameter: string): string =>
  parameter.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();

/** In single quotes, except for variables that are a whole text. */
const quoted = (json: string): string =>
  `'${json.replaceAll("'", `'\\''`).replaceAll(/"(\$[A-Z_]+)"/g, `"'"$1"'"`)}'`;
