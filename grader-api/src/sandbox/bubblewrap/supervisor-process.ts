import type { ChildProcess } from 'node:child_process';
import type { Socket } from 'node:net';

/** What a supervisor is spoken with by. */
export interface SupervisorProcess {
  /** Undefined when it is not this process's child. */
  readonly pid: number | undefined;
  write(bytes: Buffer): void;
  /** Ends it, with all that it has started. */
  kill(): void;
  /** To be called once. `onEnd` comes last, when it has ended. */
  listen(listener: SupervisorListener): void;
}

interface SupervisorListener {
  readonly onAnswer: (bytes: Buffer) => void;
  /** What it says of its own faults. */
  readonly onDiagnosis: (text: string) => void;
  readonly onEnd: () => void;
}

/** A child that leads a process group of its own. */
export function childProcess(child: ChildProcess): SupervisorProcess {
  return {
    pid: child.pid,
    write: (bytes) => void child.stdin?.write(bytes),
    kill: () => {
      const { pid, exitCode, signalCode } = child;
      if (pid === undefined || exitCode !== null || signalCode !== null) return;
      try {
        process.kill(-pid, 'SIGKILL');
      } catch {
        // It has just ended by itself.
      }
    },
    listen: ({ onAnswer, onDiagnosis, onEnd }) => {
      // `close` comes after the pipes' last bytes, `error` instead of it when nothing was started.
      child.once('close', onEnd);
      child.once('error', (error) => {
        onDiagnosis(error.message);
        onEnd();
      });
      child.stdout?.on('data', onAnswer);
      child.stderr?.on('data', (chunk: Buffer) => onDiagnosis(chunk.toString()));
      // One that ends before it has read its job is noticed by its end.
      child.stdin?.on('error', () => undefined);
    },
  };
}

/** How long a launcher may take to end what it was told to end. */
const endMs = 5_000;

/** At the other end of a connection is the supervisor itself; its keeper ends it with the connection. */
export function connectedProcess(connection: Socket): SupervisorProcess {
  return {
    pid: undefined,
    write: (bytes) => void connection.write(bytes),
    kill: () => {
      if (connection.destroyed) return;
      connection.end();
      const timer = setTimeout(() => connection.destroy(), endMs);
      connection.once('close', () => clearTimeout(timer));
    },
    listen: ({ onAnswer, onDiagnosis, onEnd }) => {
      connection.on('data', onAnswer);
      connection.once('error', (error) => onDiagnosis(error.message));
      connection.once('close', onEnd);
    },
  };
}
