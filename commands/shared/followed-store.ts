import os from 'node:os';
import path from 'node:path';
import { Failure } from '../../src/errors/index.ts';
import { managingAgent } from '../../src/node/index.ts';
import type { Store } from '../../src/stores/index.ts';
import { FILE_FLAGS, type StoreFlags } from './agent-flags.ts';
import { storeOf } from './store-of.ts';

/** Flags that say which store it is; the others only how it is read. */
const NAMING = ['nodes', 'kube-subnet-mgr', 'etcd-endpoints', 'etcd-prefix'] as const;

const SECRET = ['etcd-username', 'etcd-password'];

type ReachFlags = Omit<StoreFlags, 'etcd-username' | 'etcd-password'>;

/** The flags that a store is reached by, with whole paths; without user and password, which get into no file. */
export const reachOf = (flags: StoreFlags): { [Key in keyof ReachFlags]?: NonNullable<ReachFlags[Key]> } =>
  Object.fromEntries(
    Object.keys(flags).flatMap((name) => {
      const value = flags[name as keyof StoreFlags];
      if (value === undefined || value === '' || value === false || SECRET.includes(name)) return [];
      return [[name, FILE_FLAGS.includes(name) && typeof value === 'string' ? path.resolve(value) : value]];
    }),
  );

/**
 * The store that the flags name, else the one that this node's agent follows, or followed last.
 * @throws Failure `usage` if there is neither
 */
export async function followedStore(flags: StoreFlags, root: string): Promise<Store> {
  const isNamed = NAMING.some((name) => flags[name] !== undefined && flags[name] !== false);
  const all = isNamed ? flags : { ...(await agentReach(root)), ...reachOf(flags), ...secretsOf(flags) };
  return storeOf(all as StoreFlags, all.node ?? os.hostname().toLowerCase());
}

const secretsOf = (flags: StoreFlags): Partial<StoreFlags> =>
  Object.fromEntries(Object.entries(flags).filter(([name]) => SECRET.includes(name)));

async function agentReach(root: string): Promise<Partial<StoreFlags>> {
  const reach = (await managingAgent(root))?.report?.storeFlags;
  if (reach !== undefined) return reach;
  throw new Failure('usage', 'no store is named, and no agent has run on this node since it was booted', {
    hint: 'Give --etcd-endpoints URL, --kube-subnet-mgr or --nodes FILE.',
  });
}
