/**
 * Loaded into each service of the stack before the service itself. The standard input is a pipe
 * from the stack; it ends when the stack's process ends, however that happens (kill -9 too), and
 * then the service ends in good order, or after some seconds at once.
 */
const orderlyEndMs = 6_000;

process.stdin
  .on('error', () => undefined)
  .on('close', () => {
    process.kill(process.pid, 'SIGTERM');
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), orderlyEndMs).unref();
  });
process.stdin.resume();
// Listening alone keeps no service running that has ended otherwise.
process.stdin.unref();
