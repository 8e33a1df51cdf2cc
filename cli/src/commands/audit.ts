import { Option, type Command } from 'commander';
import { helpEnd, moment, targetOf, withTargetOptions, type TargetFlags } from './arguments.ts';

interface AuditFlags extends TargetFlags {
  since?: string;
  csv?: true;
  json?: true;
  bom: boolean;
}

export function registerAudit(program: Command): void {
  withTargetOptions(
    program
      .command('audit')
      .summary('print what was done, by whom and about whom')
      .description(
        'Prints the audit log, newest first: what teachers, assistants, administrators and commands did in a course. ' +
          'Without a course: all of it, also what belongs to no course, such as sign-in links and deleted users.',
      )
      .argument('[course]', 'the course, as `course list` names it')
      .addOption(
        new Option('--since <time>', 'only what was done from this time on').argParser(moment),
      )
      .addOption(new Option('--csv', 'print CSV').conflicts('json'))
      .option('--json', 'print a line of JSON per entry')
      .option('--no-bom', 'start CSV without the mark by which Excel recognises UTF-8'),
  )
    .addHelpText(
      'after',
      helpEnd(['audit python-2026', 'audit --since 2026-11-01 --csv > audit.csv']),
    )
    .action(async (course: string | undefined, flags: AuditFlags, command: Command) => {
      const { showAudit } = await import('../audit/show-audit.ts');
      const { since, csv, json, bom } = flags;
      await showAudit(targetOf(flags, command), course ?? null, {
        query: since === undefined ? {} : { since },
        as: json === true ? 'json' : csv === true ? 'csv' : 'table',
        bom,
      });
    });
}
