import { readFile } from 'node:fs/promises';
import type { RosterReport } from '@touchstone/contracts';
import { errorCode, messageOf } from '@touchstone/runtime/errors';
import { CommandError } from '../command-error.ts';
import { systemReasons } from '../shared/system-reasons.ts';
import type { Target } from '../shared/target.ts';
import { say, withoutControls } from '../shared/terminal.ts';
import { unknownCourse } from '../shared/unknown-course.ts';
import { withPeopleStore } from './open-people-store.ts';

/** Loads a roster and reports what it changed; resolves to whether every line could be used. */
export async function loadRoster(
  target: Target,
  { course, file, dryRun }: { course: string; file: string; dryRun: boolean },
): Promise<boolean> {
  const csv = await readText(file);
  const report = await withPeopleStore(target, 'roster load', (store) =>
    store.loadRoster(course, csv, dryRun),
  );
  if (report === null) throw unknownCourse(course);
  for (const line of render(report, { course, dryRun })) say(withoutControls(line));
  return report.refused.length === 0;
}

/** Spreadsheets offer several encodings; only one of them has all letters. */
async function readText(file: string): Promise<string> {
  const bytes = await readFile(file).catch((error: unknown) => {
    throw new CommandError(
      `${file} can't be read: ${systemReasons[errorCode(error) ?? ''] ?? messageOf(error)}.`,
      {
        cause: error,
      },
    );
  });
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    throw new CommandError(`${file} is not UTF-8 text. Nothing was loaded.`, {
      cause: error,
      next: 'Save it as "CSV UTF-8" in the spreadsheet, and load it again.',
    });
  }
}

function render(
  { added, changed, unchanged, refused, leftAlone, notes }: RosterReport,
  { course, dryRun }: { course: string; dryRun: boolean },
): string[] {
  const counts = [
    `${added.length} added`,
    `${changed.length} changed`,
    `${unchanged} as before`,
    `${refused.length} refused`,
    `${leftAlone.length} not in the file`,
  ];
  return [
    `${dryRun ? 'Would load into' : 'Loaded into'} ${course}: ${counts.join(', ')}.`,
    ...notes.map((note) => `  ${note}`),
    ...changed.map(
      ({ line, mail, what }) => `  changed: line ${line}, ${mail}: ${what.join(', ')}`,
    ),
    ...refused.map(({ line, message }) => `  refused: line ${line}: ${message}`),
    ...leftAlone.map(
      ({ name, mail }) => `  stays, but is not in the file: ${name ?? ''} <${mail ?? ''}>`,
    ),
  ];
}
