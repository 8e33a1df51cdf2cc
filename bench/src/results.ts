import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, release } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { childEnvironment, python, resultsFolder } from './places.ts';

/** Writes a bench's results and a description of the machine; resolves to the file's path. */
export async function writeResults(bench: string, found: object): Promise<string> {
  const at = new Date().toISOString();
  const file = path.join(resultsFolder, `${bench}-${at.replaceAll(/[:.]/g, '-')}.json`);
  await mkdir(resultsFolder, { recursive: true });
  await writeFile(
    file,
    JSON.stringify({ bench, at, machine: await describeMachine(), ...found }, null, 2),
  );
  return file;
}

async function describeMachine(): Promise<object> {
  const { stdout } = await promisify(execFile)(python, ['--version'], { env: childEnvironment });
  return {
    processor: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    kernel: release(),
    node: process.version,
    python: stdout.trim(),
  };
}
