import { Agent } from 'node:http';
import { requestOf, type CallArguments, type CallName } from '@touchstone/contracts';
import { z } from 'zod';
import { sendOverHttp } from '../load/client.ts';

/*
 * A process that is one user who does everything as fast as possible, whatever the answers: it hands
 * in the same program, reads its history and a submission, and writes drafts. It sends its parent the
 * number of answers by status. Loopback only; `seconds` and `maxRequests` bound it.
 */

const floodSchema = z.object({
  port: z.number(),
  token: z.string(),
  assignmentId: z.string(),
  submissionId: z.string(),
  code: z.string(),
  seconds: z.number().max(600),
});
export type Flood = z.infer<typeof floodSchema>;
/** By kind of request, then by status; 0 is no answer. */
export type FloodAnswers = Readonly<Record<string, Readonly<Record<string, number>>>>;

const maxRequests = 1_000_000;
/** A different address from that of the students that are measured. */
export const floodAddress = '127.0.0.2';
const workers = { 'hand in': 16, history: 8, submission: 4, draft: 4 } as const;
type Kind = keyof typeof workers;

async function flood({ port, token, assignmentId, submissionId, code, seconds }: Flood) {
  const agent = new Agent({ keepAlive: true, noDelay: true, localAddress: floodAddress });
  const send = sendOverHttp(agent);
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  /** Does not parse the answer, as a client would. */
  const call = async <Name extends CallName>(
    name: Name,
    ...input: CallArguments<Name>
  ): Promise<number> => {
    const { method, url, body } = requestOf(name, ...input);
    const answer = await send(`http://127.0.0.1:${port}${url}`, {
      method,
      headers,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    await answer.text();
    return answer.status;
  };
  let revision = 0;
  const calls: Record<Kind, () => Promise<number>> = {
    'hand in': () => call('POST /api/submissions', { body: { assignmentId, code } }),
    history: () => call('GET /api/submissions', { limit: 100 }),
    submission: () => call('GET /api/submissions/:id', { id: submissionId }),
    draft: async () => {
      const mine = revision;
      const body = { code: `# ${mine}\n${code}`.slice(0, 60_000), revision: mine };
      const status = await call('PUT /api/drafts/:assignmentId', { assignmentId, body });
      if (status === 200) revision = Math.max(revision, mine + 1);
      return status;
    },
  };

  const answers: Record<string, Record<string, number>> = {};
  const endsAt = performance.now() + seconds * 1000;
  let requests = 0;
  const worker = async (kind: Kind): Promise<void> => {
    const counts = (answers[kind] ??= {});
    while (performance.now() < endsAt && ++requests <= maxRequests) {
      const status = await calls[kind]().catch(() => 0);
      counts[status] = (counts[status] ?? 0) + 1;
    }
  };
  const kinds = Object.entries(workers) as [Kind, number][];
  await Promise.all(
    kinds.flatMap(([kind, count]) => Array.from({ length: count }, () => worker(kind))),
  );
  agent.destroy();
  return answers;
}

if (process.send !== undefined) {
  process.once('message', (message) => {
    void flood(floodSchema.parse(message)).then((answers) => process.send?.({ answers }));
  });
  process.on('disconnect', () => process.exit());
  process.send({ ready: true });
}
