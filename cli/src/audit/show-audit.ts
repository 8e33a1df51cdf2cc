import type { AuditEntry, AuditPage, AuditQuery } from '@touchstone/contracts';
import { byteOrderMark, csvLine } from '@touchstone/contracts/csv';
import { CommandError, exitStatuses } from '../command-error.ts';
import type { AuditStore } from '../control/audit-calls.ts';
import type { Target } from '../shared/target.ts';
import { withoutControls } from '../shared/terminal.ts';
import { writeOut } from '../shared/write-out.ts';
import { auditStoreIn } from '../stores/audit-store.ts';
import { withMigratedStore } from '../targets/with-store.ts';

type Form = 'table' | 'csv' | 'json';

const withAuditStore = <T>(target: Target, use: (store: AuditStore) => Promise<T>): Promise<T> =>
  withMigratedStore<keyof AuditStore, T>(
    target,
    { command: 'audit', inDatabase: auditStoreIn },
    use,
  );

/** Prints the audit log of a course, or with null of everything, newest first, a page at a time. */
export async function showAudit(
  target: Target,
  course: string | null,
  { query, as, bom }: { query: AuditQuery; as: Form; bom: boolean },
): Promise<void> {
  await withAuditStore(target, async (store) => {
    const { head, line } = forms[as];
    let before: number | null = null;
    do {
      const wanted = { ...query, ...(before !== null && { before }) };
      const page: AuditPage | null = await store.readAuditLog(course, wanted);
      if (page === null) throw noCourse(course ?? '');
      if (before === null) await writeOut(`${as === 'csv' && bom ? byteOrderMark : ''}${head}`);
      await writeOut(page.entries.map(line).join(''));
      before = page.next;
    } while (before !== null);
  });
}

const noCourse = (slug: string): CommandError =>
  new CommandError(`There is no course ${slug}.`, {
    exitStatus: exitStatuses.no,
    next: '`touchstone course list` lists the loaded courses. Check also that --data or --database is the right one.',
  });

const forms: Readonly<Record<Form, { head: string; line: (entry: AuditEntry) => string }>> = {
  table: {
    head: '',
    line: ({ at, text }) => `${at.slice(0, 16).replace('T', ' ')} UTC  ${withoutControls(text)}\n`,
  },
  csv: {
    head: csvLine(['at', 'course', 'action', 'text', 'actor', 'about']),
    line: ({ at, course, action, text, actorId, subjectId }) =>
      csvLine([at, course, action, text, actorId ?? 'command', subjectId]),
  },
  json: { head: '', line: (entry) => `${JSON.stringify(entry)}\n` },
};
