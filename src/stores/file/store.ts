import { createHash } from 'node:crypto';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { errorCode, Failure, reasonOf } from '../../errors/index.ts';
import type { LeaseSubnets, PlanNode } from '../../flannel/index.ts';
import { readBounded } from '../../host/index.ts';
import { sharesPublicIP } from '../../leases/index.ts';
import { type OwnLease, StaleRevision, type Store, type StoredLease, type StoreEvent } from '../store.ts';
import { type FileContent, readNodesFile } from './read-file.ts';
import { readEachChange } from './watch-file.ts';

interface Version extends FileContent {
  readonly revision: string;
}

export interface FileStoreOptions {
  /** A plan or a node list. */
  readonly file: string;
  /** The net-conf's file; undefined: the list has it. */
  readonly netConfFile?: string;
}

/**
 * A list of nodes in a file as a store: it and the net-conf's file are read again when they change, and its nodes have the
 * subnets that it says. They are never written. A list that can't be read is a Failure, and the last good one stays in force.
 */
export function fileStore({ file, netConfFile }: FileStoreOptions): Store {
  let last: Version | undefined;
  /** The net-conf that was read, or told, the last time. */
  let told: string | undefined;
  const read = async (): Promise<Version> => {
    const text = await textOf(file);
    const revision = createHash('sha256').update(text).digest('hex');
    if (last?.revision !== revision) last = { revision, ...(await readNodesFile(file, text)) };
    return last;
  };
  const own = async (node: PlanNode): Promise<StoredLease> => ownLeaseIn(file, (await read()).leases, node);
  const netConf = async (): Promise<string | undefined> =>
    netConfFile === undefined ? (await read()).netConf : textOf(netConfFile);
  /** While the net-conf's file is away, as when it is replaced by hand, the one of before is in force. */
  const otherNetConf = async (): Promise<StoreEvent[]> => {
    const text = await netConf().catch(() => undefined);
    if (text === undefined || text === told) return [];
    told = text;
    return [{ type: 'config', text }];
  };
  return {
    name: path.basename(file),
    ...(netConfFile !== undefined && { netConfFile }),
    config: async () => {
      told = await netConf();
      return told;
    },
    list: async () => {
      const { leases, revision } = await read();
      return { leases, revision };
    },
    watch: async function* (revision, stop) {
      let before = await read();
      if (before.revision !== revision) throw new StaleRevision();
      const files = netConfFile === undefined ? [file] : [file, netConfFile];
      for await (const now of readEachChange(files, read, stop)) {
        const events = [...(await otherNetConf()), ...eventsBetween(before, now)];
        before = now;
        if (events.length > 0) yield events;
      }
    },
    assigned: async (_, node) => subnetsOf(await own(node)),
    publish: async ({ node }: OwnLease) => ({ result: 'published', lease: await own(node) }),
    renew: async ({ node }) => own(node),
    close: async () => {},
  };
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EISDIR: 'it is a directory',
  ENOENT: 'there is no such file',
};

async function textOf(file: string): Promise<string> {
  return readBounded(file, 'document').catch((error: unknown) => {
    if (error instanceof Failure) throw error;
    throw new Failure(
      'invalidConfig',
      `the file ${file} can't be read: ${REASONS[errorCode(error) ?? ''] ?? reasonOf(error)}`,
      {
        hint: 'Give the path of a file that can be read.',
        cause: error,
      },
    );
  });
}

/** This node's entry: of its name, else of its public IP. */
function ownLeaseIn(file: string, leases: readonly StoredLease[], node: PlanNode): StoredLease {
  const isAt = ({ entry }: StoredLease): boolean => entry !== undefined && sharesPublicIP(entry, node);
  const found = leases.find(({ entry }) => entry?.name === node.name) ?? leases.find(isAt);
  if (found !== undefined) return found;
  throw new Failure('invalidConfig', `node ${node.name} is not in ${file}`, {
    hint: `Add it to the list, or say which node of it this is: --node NAME.`,
  });
}

const subnetsOf = ({ entry }: StoredLease): LeaseSubnets => ({
  ...(entry?.ipv4?.pin && { ipv4: entry.ipv4.pin }),
  ...(entry?.ipv6?.pin && { ipv6: entry.ipv6.pin }),
});

function eventsBetween(before: Version, now: Version): StoreEvent[] {
  const old = new Map(before.leases.map((lease) => [lease.key, lease]));
  const keys = new Set(now.leases.map(({ key }) => key));
  const gone = [...old.keys()].filter((key) => !keys.has(key));
  return [
    ...gone.map((key) => ({ type: 'delete', key }) as const),
    ...now.leases
      .filter((lease) => !isSameLease(lease, old.get(lease.key)))
      .map((lease) => ({ type: 'put', lease }) as const),
  ];
}

/** The place of an entry is no part of it. */
const isSameLease = (one: StoredLease, other: StoredLease | undefined): boolean =>
  isDeepStrictEqual(
    { ...one, entry: { ...one.entry, place: undefined } },
    { ...other, entry: { ...other?.entry, place: undefined } },
  );
