import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { CliResult } from '../../support/cli/cli.ts';
import { type Host, makeHost } from '../../support/host/netns.ts';
import { type Fault, makeTraps } from './faults.ts';
import { changeForeign, type ForeignName } from './foreign.ts';
import { type Aliases, aliasesOf, type Lines, linesOf } from './lines.ts';

/** How a command ended. */
export interface Ran extends CliResult {
  readonly args: readonly string[];
  /** The call that a fault was at, if it came so far. */
  readonly hit: string | undefined;
}

/** A host that flannelctl works on, and its twin that has never seen one: what others do, they do to both. */
export interface World {
  readonly host: Host;
  readonly run: (args: readonly string[], input?: string, fault?: Fault) => Promise<Ran>;
  readonly look: () => Promise<Lines>;
  /** How the host would be if there had never been a flannelctl. */
  readonly foreign: () => Promise<Lines>;
  readonly change: (name: ForeignName, isThere: boolean) => Promise<void>;
  /** Does something to the twin alone: what was ours on the host is foreign from now on. */
  readonly onTwin: (act: (twin: Host) => Promise<void>) => Promise<void>;
  /** The transaction that has not ended. */
  readonly unfinished: () => Promise<string | undefined>;
  /** What is in the folder for temporary files. */
  readonly strays: () => Promise<string[]>;
  readonly remove: () => Promise<void>;
}

/** Folders that every machine has. */
const BASE = ['etc', 'run', 'var/lib'];

interface Line {
  readonly record?: string;
  readonly transaction?: { readonly id: string };
}

/** A line that was cut off says nothing. */
function parsed(line: string): Line[] {
  try {
    return [JSON.parse(line) as Line];
  } catch {
    return [];
  }
}

/** The id in a journal whose first line is whole and whose last one is not the end. */
async function journalId(root: string): Promise<string | undefined> {
  const file = path.join(root, 'var/lib/flannelctl/journal.ndjson');
  const lines = (await readFile(file, 'utf8').catch(() => '')).split('\n').filter(Boolean).flatMap(parsed);
  return lines.at(-1)?.record === 'end' ? undefined : lines[0]?.transaction?.id;
}

async function makeBare(): Promise<{ readonly host: Host; readonly aliases: Aliases }> {
  const host = await makeHost();
  for (const folder of BASE) await mkdir(path.join(host.root, folder), { recursive: true });
  return { host, aliases: await aliasesOf(host) };
}

export async function makeWorld(): Promise<World> {
  const [{ host, aliases }, twin, traps] = [await makeBare(), await makeBare(), await makeTraps()];
  const temporary = await mkdtemp(path.join(os.tmpdir(), 'flannelctl-model-'));
  let seen: Lines | undefined;
  return {
    host,
    run: async (args, input, fault) => {
      const trap = fault === undefined ? undefined : await traps.set(fault);
      const result = await host.flannelctl(args, {
        ...(input === undefined ? {} : { input }),
        ...(trap === undefined ? {} : { via: trap.via }),
        env: { TMPDIR: temporary, ...trap?.env },
      });
      return { ...result, args, hit: await trap?.hit() };
    },
    look: async () => linesOf(host, aliases),
    foreign: async () => {
      seen ??= await linesOf(twin.host, twin.aliases);
      return seen;
    },
    change: async (name, isThere) => {
      seen = undefined;
      for (const one of [host, twin.host]) await changeForeign(one, name, isThere);
    },
    onTwin: async (act) => {
      seen = undefined;
      await act(twin.host);
    },
    unfinished: async () => journalId(host.root),
    strays: async () => readdir(temporary),
    remove: async () => {
      await Promise.all([host.remove(), twin.host.remove(), traps.remove()]);
      await rm(temporary, { recursive: true, force: true });
    },
  };
}
