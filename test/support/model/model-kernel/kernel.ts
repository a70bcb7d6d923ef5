import type {
  FdbEntry,
  FileObject,
  Link,
  LinkAddress,
  Neighbor,
  Nexthop,
  Route,
} from '../../../../src/state/index.ts';

/** One table of iptables: its chains, each with its rules as iptables-save prints them, without the chain's name. */
export type IptablesTable = Map<string, string[]>;

/** One table of nft: its chains, each with its hook and its rules as nft prints them. */
export type NftTable = Map<string, { readonly hook: string; readonly rules: readonly string[] }>;

/** A host as flannelctl's tools see it: what a kernel keeps, in plain maps. */
export interface ModelKernel {
  readonly links: Map<string, Link>;
  /** In the order they were added: the first of a subnet is its primary. */
  addresses: LinkAddress[];
  readonly neighbors: Map<string, Neighbor>;
  readonly fdb: Map<string, FdbEntry>;
  readonly nexthops: Map<number, Nexthop>;
  readonly routes: Map<string, Route>;
  readonly sysctls: Map<string, string>;
  readonly files: Map<string, FileObject>;
  readonly nft: Map<string, NftTable>;
  /** By family and name. */
  readonly iptables: Map<string, IptablesTable>;
}

export const emptyKernel = (): ModelKernel => ({
  links: new Map(),
  addresses: [],
  neighbors: new Map(),
  fdb: new Map(),
  nexthops: new Map(),
  routes: new Map(),
  sysctls: new Map(),
  files: new Map(),
  nft: new Map(),
  iptables: new Map(),
});

/** What a kernel or a tool answers when it won't do something: an error named Refusal. */
export function refuse(reason: string): never {
  const error = new Error(reason);
  error.name = 'Refusal';
  throw error;
}

/** The entry of a map, or a refusal. */
export function existing<K, V>(map: ReadonlyMap<K, V>, key: K, reason: string): V {
  return map.get(key) ?? refuse(`${reason}: ${String(key)}`);
}

/** Deletes the entries of a map that a test picks. */
export function dropWhere<K, V>(map: Map<K, V>, isGone: (value: V) => boolean): void {
  for (const [key, value] of map) if (isGone(value)) map.delete(key);
}
