import { createHash } from 'node:crypto';
import { problemMediaType, problems, problemTypeUri } from '@touchstone/contracts';
import { schemaText, type Schema } from './schema-text.ts';

/** The parts of an OpenAPI document that the page shows. */
export interface ApiDescription {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

interface Operation {
  readonly summary?: string;
  readonly parameters?: readonly {
    readonly in: string;
    readonly name: string;
    readonly schema: Schema;
    readonly required?: boolean;
  }[];
  readonly requestBody?: { readonly content: Content };
  readonly security?: readonly Readonly<Record<string, unknown>>[];
  readonly responses: Readonly<
    Record<string, { readonly description: string; readonly content?: Content }>
  >;
  readonly 'x-codeSamples'?: readonly { readonly source: string }[];
}
type Content = Readonly<Record<string, { readonly schema: Schema }>>;

const style = `
:root { color-scheme: light dark; font: 16px/1.55 system-ui, sans-serif; }
body { max-width: 60rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
h2 { margin: 2.5rem 0 0.25rem; font: 600 1.05rem/1.4 ui-monospace, monospace; overflow-wrap: anywhere; }
h3 { margin: 1rem 0 0.25rem; font-size: 0.875rem; }
p { margin: 0.25rem 0; }
nav ul { columns: 20rem; padding: 0; list-style: none; font: 0.875rem/1.9 ui-monospace, monospace; }
pre { margin: 0; overflow-x: auto; border: 1px solid #8886; border-radius: 6px; padding: 0.6rem 0.8rem; font-size: 0.8125rem; }
div { overflow-x: auto; }
td { padding: 0.15rem 1.5rem 0.15rem 0; vertical-align: top; }
:target { background: #fc03; }
`;

/** Allows the page's own style and nothing else: no script, nothing from elsewhere. */
export const docsPolicy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The OpenAPI document for people to read. */
export function docsPage({ paths, components }: ApiDescription): string {
  const calls = Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({ method, path, operation })),
  );
  const links = calls.map(
    ({ method, path }) =>
      `<li><a href="#${anchor(method, path)}">${method.toUpperCase()} ${escape(path)}</a></li>`,
  );
  const { Problem = {} } = components.schemas;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Touchstone: the HTTP interface</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>Touchstone: the HTTP interface</h1>
<p>Requests and answers are JSON. <a href="/api/openapi.json">openapi.json</a> has the same for programs. The session is a
cookie; programs may send its token as <code>Authorization: Bearer</code>. A request with a body needs
<code>Content-Type: application/json</code>. Every error is a <a href="#problem">problem document</a>.</p>
<p>Each call has a line for a shell. Set its variables first: <code>URL</code> to this server’s address, such as
<code>http://127.0.0.1:7800</code>, <code>TOKEN</code> to the token that <a href="#post-api-users">POST /api/users</a>
returns, and the others, such as <code>ASSIGNMENT_ID</code>, to what other calls return.</p>
<nav aria-label="Calls"><ul>${links.join('\n')}</ul></nav>
${calls.map(({ method, path, operation }) => section(method, path, operation)).join('\n')}
<section id="problem">
<h2>Problem</h2>
<p>The body of every answer with a status of 400 or more (RFC 9457), except that of <code>/health/ready</code>. Programs
should look at <code>type</code>.</p>
${typeBlock(Problem, 'Problem')}
<div><table><tbody>${problemRows()}</tbody></table></div>
</section>
</main>
</body>
</html>
`;
}

function section(method: string, path: string, operation: Operation): string {
  const { summary = '', parameters = [], requestBody, responses } = operation;
  const { 'x-codeSamples': samples = [] } = operation;
  const title = `${method.toUpperCase()} ${path}`;
  const rows = parameters.map(({ name, in: place, schema, required }) => {
    const presence = required === true ? place : `${place}, optional`;
    return `<tr><td><code>${escape(name)}</code></td><td>${presence}</td><td>${escape(schemaText(schema))}</td></tr>`;
  });
  const described = Object.entries(responses).filter(([status]) => status !== 'default');
  const isProblem = (content: Content = {}): boolean => problemMediaType in content;
  const errors = described
    .filter(([, { content }]) => isProblem(content))
    .map(([status, { description }]) => `${status} ${description}`);
  const bodies = [
    ['Body', requestBody?.content] as const,
    ...described
      .filter(([, { content }]) => !isProblem(content))
      .map(([status, { content }]) => [`Answer ${status}`, content] as const),
  ].flatMap(([name, content]) =>
    Object.entries(content ?? {}).map(([type, { schema }]) =>
      type === 'application/json'
        ? `<h3>${name}</h3>\n${typeBlock(schema, `${name} of ${title}`)}`
        : `<h3>${name}</h3>\n<p><code>${escape(type)}</code></p>`,
    ),
  );
  return `<section id="${anchor(method, path)}">
<h2>${escape(title)}</h2>
<p>${escape(summary)}${sessionText(operation)}</p>
${samples.map(({ source }) => textBlock(source, `curl line of ${title}`)).join('\n')}
${rows.length === 0 ? '' : `<h3>Parameters</h3>\n<div><table><tbody>${rows.join('')}</tbody></table></div>`}
${bodies.join('\n')}
${errors.length === 0 ? '' : `<h3>Errors</h3>\n<p>${escape(errors.join('; '))}</p>`}
</section>`;
}

/** One of the choices without any scheme: the session is optional. */
function sessionText({ security }: Operation): string {
  if (security === undefined) return '';
  const isOptional = security.some((choice) => Object.keys(choice).length === 0);
  return isOptional ? '' : ' Needs a session.';
}

const typeBlock = (schema: Schema, label: string): string => textBlock(schemaText(schema), label);

/** Focusable, so that it can be scrolled sideways by keyboard. */
const textBlock = (text: string, label: string): string =>
  `<pre tabindex="0" role="region" aria-label="${escape(label)}">${escape(text)}</pre>`;

const problemRows = (): string =>
  Object.entries(problems)
    .map(
      ([type, { status, title }]) =>
        `<tr><td>${status}</td><td><code>${problemTypeUri(type as keyof typeof problems)}</code></td><td>${escape(title)}</td></tr>`,
    )
    .join('\n');

const anchor = (method: string, path: string): string =>
  `${method}${path.replace(/[^\w-]+/g, '-')}`.replace(/-+$/, '');

const escape = (text: string): string =>
  text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
