import { Readable } from 'node:stream';
import type { GridStudent, TaughtAssignment } from '@touchstone/database';
import { byteOrderMark, csvLine, type Cell } from '@touchstone/contracts/csv';
import type { FastifyReply } from 'fastify';
import { reasonsOf } from './why.ts';

/** Sends rows as they come, so that memory stays flat however many there are. */
export function sendCsv(
  reply: FastifyReply,
  name: string,
  rows: AsyncIterable<readonly Cell[]> | Iterable<readonly Cell[]>,
): FastifyReply {
  async function* lines(): AsyncGenerator<string> {
    yield byteOrderMark;
    for await (const cells of rows) yield csvLine(cells);
  }
  return reply
    .header('content-type', 'text/csv; charset=utf-8')
    .header('content-disposition', `attachment; filename="${name}.csv"`)
    .send(Readable.from(lines()));
}

export const gridHead: readonly Cell[] = [
  ...['id', 'name', 'group', 'uuid', 'assignment', 'state', 'points', 'tries', 'last_activity'],
  ...['solved_at', 'due', 'reasons'],
];

/** A line for each assignment. */
export function gridLines(
  { uuid, name, studentNumber, group, rows }: GridStudent,
  assignments: readonly TaughtAssignment[],
): Cell[][] {
  const slugs = new Map(assignments.map(({ id, slug }) => [id, slug]));
  return rows.map((row) => {
    const { cell, dueAt, assignmentId } = row;
    return [
      ...[studentNumber, name, group, uuid, slugs.get(assignmentId) ?? null],
      ...[cell?.state ?? 'not-begun', cell?.points ?? 0, cell?.tries ?? 0, cell?.lastAt ?? null],
      ...[cell?.solvedAt ?? null, dueAt?.toISOString() ?? null],
      reasonsOf(row, new Date())
        .map(({ filter, why }) => `${filter}: ${why}`)
        .join(' '),
    ];
  });
}
