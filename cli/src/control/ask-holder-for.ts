import { CommandError, messageOf } from '../command-error.ts';
import { askHolder } from './client.ts';
import type { ControlReply, ControlRequest } from './protocol.ts';

const holderTimeoutMs = 120_000;

/** Asks the process that holds a folder for a reply of that kind; rejects with a CommandError that says why there is none. */
export async function askHolderFor<Kind extends ControlReply['kind']>(
  dataFolder: string,
  request: ControlRequest,
  kind: Kind,
): Promise<Extract<ControlReply, { kind: Kind }>> {
  const reply = await askHolder(dataFolder, request, holderTimeoutMs).catch((error: unknown) => {
    throw new CommandError(`The process that uses ${dataFolder} did not answer.`, {
      cause: error,
      next: `${messageOf(error)} Look at that process, then try again.`,
    });
  });
  if (isOfKind(reply, kind)) return reply;
  throw new CommandError(
    reply.kind === 'refused'
      ? `The process that uses ${dataFolder} refused: ${reply.message}`
      : `The process that uses ${dataFolder} gave an answer to something else.`,
  );
}

const isOfKind = <Kind extends ControlReply['kind']>(
  reply: ControlReply,
  kind: Kind,
): reply is Extract<ControlReply, { kind: Kind }> => reply.kind === kind;
