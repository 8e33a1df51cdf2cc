import { afterAll, beforeAll } from 'vitest';
import { startServers, type Process, type Servers } from './processes.ts';
import { describeAccept } from './promises/accept.ts';
import { describeAttemptAndResult } from './promises/attempt-and-result.ts';
import { describeClosing } from './promises/closing.ts';
import { describeGiveUp } from './promises/give-up.ts';
import { describeIdentical } from './promises/identical.ts';
import { describeQueueAgain } from './promises/queue-again.ts';
import { describeNotify } from './promises/notify.ts';

/*
 * The promises of the API about an accepted submission, each with a fault at the step that could break
 * it. The graders' part of these promises is tested in grader-api.
 */

let servers: Servers;
let calm: Process;
let url: string;
beforeAll(async () => {
  servers = await startServers();
  calm = await servers.startProcess();
  ({ url } = await calm.api.service.listen());
});
afterAll(async () => {
  await calm.stop();
  await servers.stop();
});

const ground = () => ({ servers, calm });
describeAccept(ground);
describeQueueAgain(ground);
describeAttemptAndResult(ground);
describeGiveUp(ground);
describeIdentical(ground, () => url);
describeNotify(ground);
describeClosing(ground);
