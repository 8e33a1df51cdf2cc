import { createClient } from '@hey-api/openapi-ts';
import { execFile } from 'node:child_process';
import { symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const execute = promisify(execFile);
const nodeModules = fileURLToPath(new URL('../../node_modules', import.meta.url));
const compiler = createRequire(import.meta.url).resolve('typescript/bin/tsc');

/** What somebody writes who has only the OpenAPI document. */
const program = `
import { client } from './client/client.gen.js';
import { createUser, handIn, listAssignments, readSubmission } from './client/sdk.gen.js';

client.setConfig({ baseUrl: process.argv[2] ?? '' });
const { data: created } = await createUser({ throwOnError: true });
client.setConfig({ auth: () => created.token });
const { data: list } = await listAssignments({ throwOnError: true });
const assignment = list.assignments[0];
if (assignment === undefined) throw new Error('There is no assignment.');
const body = { assignmentId: assignment.id, code: 'print("from a generated client")' };
const { data, error, response } = await handIn({ body });
if (data === undefined) throw new Error(\`\${error.title}: \${error.detail ?? ''}\`);
const { data: read } = await readSubmission({ path: { id: data.submission.id }, throwOnError: true });
const { code, status, result } = read.submission;
console.log(JSON.stringify({ accepted: response.status, code, status, verdict: result?.verdict ?? null }));
`;

const compilerOptions = {
  strict: true,
  noUncheckedIndexedAccess: true,
  noImplicitOverride: true,
  target: 'es2023',
  lib: ['es2023', 'dom', 'dom.iterable'],
  module: 'nodenext',
  types: ['node'],
  skipLibCheck: true,
  outDir: 'built',
};

/**
 * Makes a client of an OpenAPI document in an empty folder, compiles it with a program that uses it, and
 * hands something in at `url`. Rejects with the compiler's output if it finds a mistake.
 *
 * @returns what the program prints
 */
export async function handInByGeneratedClient(options: {
  folder: string;
  url: string;
  document: unknown;
}): Promise<unknown> {
  const { folder, url, document } = options;
  await symlink(nodeModules, join(folder, 'node_modules'));
  await writeFile(join(folder, 'openapi.json'), JSON.stringify(document));
  await createClient({
    input: join(folder, 'openapi.json'),
    output: { path: join(folder, 'client'), module: { extension: '.js' } },
    logs: { level: 'silent', file: false },
  });
  await writeFile(join(folder, 'hand-in.ts'), program);
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  const settings = { compilerOptions, files: ['hand-in.ts'] };
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(settings));
  await execute(process.execPath, [compiler, '--project', folder]).catch((error: unknown) => {
    throw new Error((error as { stdout: string }).stdout, { cause: error });
  });
  const { stdout } = await execute(process.execPath, [join(folder, 'built/hand-in.js'), url]);
  return JSON.parse(stdout);
}
