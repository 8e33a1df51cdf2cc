import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { z } from 'zod';

/*
 * A process that is one user who does everything as fast as it goes, and heeds no answer: it hands in
 * the same program, and reads its history and a submission, and writes drafts. It tells its parent how
 * often it was answered how. Loopback only, for so long and so often at the most.
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
/** By kind of request, then by status. */
export type FloodAnswers = Readonly<Record<string, Readonly<Record<string, number>>>>;

const maxRequests = 1_000_000;
/** Another address than that of the students who are measured. */
export const floodAddress = '127.0.0.2';
const lanes = { 'hand in': 16, history: 8, submission: 4, draft: 4 } as const;
type Kind = keyof typeof lanes;

async function flood({ port, token, assignmentId, submissionId, code, seconds }: Flood) {
  const agent = new Agent({ keepAlive: true, noDelay: true, localAddress: floodAddress });
  const send = (method: string, path: string, body?: object): Promise<number> =>
    new Promise((resolve, reject) => {
      const payload = body === undefined ? '' : JSON.stringify(body);
      const sent = request({
        ...{ agent, host: '127.0.0.1', port, method, path },
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(payload),
        },
      });
      sent.once('error', reject);
      sent.once('response', (response) => {
        text(response).then(() => resolve(response.statusCode ?? 0), reject);
      });
      sent.end(payload);
    });
  let revision = 0;
  const calls: Record<Kind, () => Promise<number>> = {
    'hand in': () => send('POST', '/api/submissions', { assignmentId, code }),
    history: () => send('GET', '/api/submissions?limit=100'),
    submission: () => send('GET', `/api/submissions/${submissionId}`),
    draft: async () => {
      const mine = revision;
      const draft = { code: `# ${mine}\n${code}`.slice(0, 60_000), revision: mine };
      const status = await send('PUT', `/api/drafts/${assignmentId}`, draft);
      if (status === 200) revision = Math.max(revision, mine + 1);
      return status;
    },
  };

  const answers: Record<string, Record<string, number>> = {};
  const endsAt = performance.now() + seconds * 1000;
  let requests = 0;
  const lane = async (kind: Kind): Promise<void> => {
    const counts = (answers[kind] ??= {});
    while (performance.now() < endsAt && ++requests <= maxRequests) {
      const status = await calls[kind]().catch(() => 0);
      counts[status] = (counts[status] ?? 0) + 1;
    }
  };
  const kinds = Object.entries(lanes) as [Kind, number][];
  await Promise.all(
    kinds.flatMap(([kind, count]) => Array.from({ length: count }, () => lane(kind))),
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
