import { createHash } from 'node:crypto';
import { problems, problemTypeUri } from '@touchstone/contracts';
import { schemaText, type Schema } from './schema-text.ts';

/** What of an OpenAPI document the page shows. */
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
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>;
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

/** The page's own, and nothing else: no script, nothing from elsewhere. */
export const docsPolicy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The calls that anyone may make, for people to read. */
export function docsPage({ paths, components }: ApiDescription): string {
  const calls = Object.entries(paths)
    .filter(([path]) => !path.startsWith('/internal'))
    .flatMap(([path, operations]) =>
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
<p>JSON both ways. <a href="/api/openapi.json">openapi.json</a> has the same for programs. The session is a cookie;
programs may send its token as <code>Authorization: Bearer</code>. Calls that change something need
<code>Content-Type: application/json</code>. Every error is a <a href="#problem">problem document</a>.</p>
<nav aria-label="Calls"><ul>${links.join('\n')}</ul></nav>
${calls.map(({ method, path, operation }) => section(method, path, operation)).join('\n')}
<section id="problem">
<h2>Problem</h2>
<p>Answers with a status of 400 and more (RFC 9457). Programs go by <code>type</code>.</p>
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
  const title = `${method.toUpperCase()} ${path}`;
  const rows = parameters.map(({ name, in: place, schema, required }) => {
    const presence = required === true ? place : `${place}, may be missing`;
    return `<tr><td><code>${escape(name)}</code></td><td>${presence}</td><td>${escape(schemaText(schema))}</td></tr>`;
  });
  const bodies = [
    ['Body', requestBody?.content] as const,
    ...Object.entries(responses)
      .filter(([status]) => status !== 'default')
      .map(([status, { content }]) => [`Answer ${status}`, content] as const),
  ].flatMap(([name, content]) =>
    Object.values(content ?? {}).map(
      ({ schema }) => `<h3>${name}</h3>\n${typeBlock(schema, `${name} of ${title}`)}`,
    ),
  );
  return `<section id="${anchor(method, path)}">
<h2>${escape(title)}</h2>
<p>${escape(summary)}</p>
${rows.length === 0 ? '' : `<h3>Parameters</h3>\n<div><table><tbody>${rows.join('')}</tbody></table></div>`}
${bodies.join('\n')}
</section>`;
}

/** It can be reached by keyboard, since it may scroll sideways. */
const typeBlock = (schema: Schema, label: string): string =>
  `<pre tabindex="0" role="region" aria-label="${escape(label)}">${escape(schemaText(schema))}</pre>`;

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
