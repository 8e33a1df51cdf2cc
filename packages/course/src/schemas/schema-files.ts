import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { jsonSchemas, type SchemaName } from './json-schemas.ts';

/** In a course folder. What starts with a dot is not read as part of the course. */
const folderName = '.schemas';

/** Writes the schemas into a course folder, or renews them, so that editors need no network. */
export async function writeSchemas(courseFolder: string): Promise<void> {
  const folder = join(courseFolder, folderName);
  await mkdir(folder, { recursive: true });
  for (const [name, schema] of Object.entries(jsonSchemas())) {
    await writeFile(join(folder, `${name}.schema.json`), `${JSON.stringify(schema, null, 2)}\n`);
  }
}

/** The first line of a YAML file of a course, by which editors find its schema. */
export const schemaLine = (name: SchemaName): string =>
  `# yaml-language-server: $schema=${name === 'course' ? '' : '../'}${folderName}/${name}.schema.json\n`;
