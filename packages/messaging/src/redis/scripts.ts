import { readdir, readFile } from 'node:fs/promises';
import type { StreamEntry } from '@touchstone/contracts';
import type { Redis } from 'ioredis';
import { laneRules, lanes } from '../lanes.ts';
import type { Delivery } from '../port.ts';
import type { LaneEntry } from './entries-in-progress.ts';
import { group, type StreamKeys } from './keys.ts';

/*
 * Steps that must be atomic are Lua scripts, in scripts/. Each is a command of our connections, named
 * after its file: ioredis sends it by its hash, and its text when Redis does not know that.
 */

type EntryArguments = StreamEntry & Pick<Delivery, 'lane' | 'entryId'>;

interface GraderArguments {
  readonly name: string;
  readonly slots: number;
}

/** The stream's scripts, by command: the arguments, and what Redis replies. */
interface StreamScripts {
  addEntry: { args: StreamEntry & { lane?: 'regrade' | undefined }; reply: 0 | 1 };
  acknowledgeEntry: { args: EntryArguments & { costMs?: number | undefined }; reply: 0 | 1 };
  handBackEntry: { args: EntryArguments; reply: 0 | 1 };
  takeEntries: {
    args: GraderArguments & { count: number; isSlowBlocked: boolean };
    reply: [rung: string, ...LaneEntry[]];
  };
  claimFromSilent: {
    args: GraderArguments & { count: number; silentMs: number };
    reply: LaneEntry[];
  };
  noteHeartbeat: { args: GraderArguments; reply: 1 };
  createGroups: { args: object; reply: 1 };
  forgetConsumers: { args: { idleMs: number }; reply: number };
  readLanes: { args: { assignmentId?: string | undefined }; reply: (number | string)[] };
  readPositions: { args: { submissionIds: readonly string[] }; reply: number[] };
}

type Parameters = readonly (string | number)[];

/** A connection that has the scripts as commands. */
export type ScriptedRedis = Redis & {
  readonly [Name in keyof StreamScripts]: (
    ...keysAndArgs: Parameters
  ) => Promise<StreamScripts[Name]['reply']>;
} & {
  chargeCounters(
    numberOfKeys: number,
    ...keysAndArgs: Parameters
  ): Promise<[number: number, windowEndsInMs: number]>;
};

/** As ioredis takes them in its option `scripts`. */
export type Scripts = Readonly<Record<string, { lua: string; numberOfKeys?: number }>>;

/** Services of the stack read a copy made with their program (cli/src/stack/service-homes.ts). */
export async function readScripts(): Promise<Scripts> {
  const folder = new URL('./scripts/', import.meta.url);
  const read = (file: string): Promise<string> => readFile(new URL(file, folder), 'utf8');
  const shared = await read('shared.lua');
  const files = (await readdir(folder)).filter((file) => file !== 'shared.lua');
  const scripts = files.map(async (file) => {
    const name = file
      .slice(0, -'.lua'.length)
      .replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
    const lua = await read(file);
    const ofStream = { lua: shared + lua, numberOfKeys: 9 };
    return [name, name === 'chargeCounters' ? { lua } : ofStream] as const;
  });
  return Object.fromEntries(await Promise.all(scripts));
}

const constants = JSON.stringify(laneRules);

export function runScript<Name extends keyof StreamScripts>(
  redis: ScriptedRedis,
  name: Name,
  keys: StreamKeys,
  args: StreamScripts[Name]['args'],
): Promise<StreamScripts[Name]['reply']> {
  const { records, state, costs, graders, bell } = keys;
  return redis[name](
    ...lanes.map((lane) => keys.lanes[lane]),
    ...[records, state, costs, graders, bell],
    constants,
    JSON.stringify({ ...args, group }),
  );
}
