/**
 * Loaded into each service of the stack before the service itself. The standard input is a pipe
 * from the stack, which closes when the stack's process exits, even by kill -9. The service then stops
 * in an orderly way, or is killed after some seconds.
 */
const orderlyStopMs = 6_000;

process.stdin
  .on('error', () => undefined)
  .on('close', () => {
    process.kill(process.pid, 'SIGTERM');
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), orderlyStopMs).unref();
  });
process.stdin.resume();
// This listener must not keep a stopped service running.
process.stdin.unref();
