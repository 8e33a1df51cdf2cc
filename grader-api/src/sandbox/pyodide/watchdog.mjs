/**
 * A thread beside Python's, which may be in an endless loop. It receives the time that a grading may
 * take and then kills the process, in case the grader, which should do that, was killed itself.
 */
import process from 'node:process';
import { parentPort } from 'node:worker_threads';

parentPort?.once('message', (afterMs) => {
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), afterMs);
});
// All files have been read, so the process may now change its user.
parentPort?.postMessage('watching');
