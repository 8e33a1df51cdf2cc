import { Readable } from 'node:stream';
import { byteOrderMark, csvLine, type Cell } from '@touchstone/contracts/csv';
import type { FastifyReply } from 'fastify';

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
