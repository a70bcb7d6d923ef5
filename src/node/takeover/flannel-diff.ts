import { FLANNEL_TABLES, readSubnetEnv, SUBNET_ENV } from '../../flannel/index.ts';
import type { LinkName } from '../../net/index.ts';
import type { Change, Diff, FieldChange, HostObject, Ruleset } from '../../state/index.ts';
import { NFT_TABLE, peerAddress } from '../../state/index.ts';

/** What decides which objects of a host are as flannel makes them. */
export interface FlannelLayout {
  readonly bridge: LinkName;
  /** Whether a list of nodes was given: without one, nothing tells what is left of nodes that are gone. */
  readonly isListed: boolean;
  /** Whether the CNI conf is where flannel has it; k3s has a folder of its own. */
  readonly hasConf: boolean;
}

/**
 * The diff to flannelctl's own network as a diff to flannel's: what would only be taken over matches, and what only
 * flannelctl makes is not missed.
 */
export function flannelDiff({ changes, unchanged }: Diff, layout: FlannelLayout): Diff {
  const bridgeMtu = mtuOfPods(changes);
  const seen = changes.filter((change) => isFlannels(change, layout));
  const different = seen.flatMap((change) => differenceOf(change, layout, bridgeMtu));
  return { changes: different, unchanged: unchanged + seen.length - different.length };
}

/** Whether flannel, or a CNI plugin by now, would have made it. */
function isFlannels(change: Change, { bridge, isListed, hasConf }: FlannelLayout): boolean {
  if (change.action === 'delete') {
    if (change.from.kind === 'ruleset') return change.from.chains.some(({ rules }) => rules.length > 0);
    return isListed || peerAddress(change.from) === undefined;
  }
  if (change.action !== 'create') return true;
  const { to } = change;
  if (to.kind === 'nexthop') return false;
  if (to.kind === 'file') return hasConf || !to.path.endsWith('.conflist');
  // The bridge plugin makes the bridge with the first pod.
  return !(to.kind === 'link' && to.name === bridge) && !(to.kind === 'address' && to.dev === bridge);
}

/** FLANNEL_MTU, which the CNI plugin gives to the bridge. */
function mtuOfPods(changes: readonly Change[]): string | undefined {
  for (const change of changes)
    if ('from' in change && change.from.kind === 'file' && change.from.path.endsWith(SUBNET_ENV)) {
      const env = readSubnetEnv(change.from.content);
      return 'refused' in env ? undefined : env.mtu?.toString();
    }
  return undefined;
}

function differenceOf(change: Change, { bridge }: FlannelLayout, bridgeMtu: string | undefined): Change[] {
  if (change.action === 'create') return [{ ...change, to: inFlannelsTable(change.to) }];
  if (change.action !== 'adopt') return [change];
  const { from, to } = change;
  const fields = change.fields.filter(
    (field) =>
      !isAlike(from, field) && !(from.kind === 'link' && from.name === bridge && isMtu(field, bridgeMtu)),
  );
  const shown = { action: 'update', key: change.key, from, to: inFlannelsTable(to), fields } as const;
  return fields.length === 0 ? [] : [shown];
}

const isMtu = ({ field, from }: FieldChange, mtu: string | undefined): boolean =>
  field === 'mtu' && from === mtu;

/** The table that flannel has its rules in. */
const inFlannelsTable = (object: HostObject): HostObject =>
  object.kind === 'ruleset' && object.table === NFT_TABLE
    ? { ...object, table: FLANNEL_TABLES[object.family] }
    : object;

/** The fields that only flannelctl's mark is in, or the choice of whoever made the object. */
const MARKS: { readonly [Kind in HostObject['kind']]?: readonly string[] } = {
  link: ['group', 'alias', 'txqueuelen'],
  route: ['protocol'],
  file: ['mode'],
};

function isAlike(from: HostObject, field: FieldChange): boolean {
  if (MARKS[from.kind]?.includes(field.field)) return true;
  if (from.kind === 'ruleset') return isSameChain(from, field);
  return from.kind === 'file' && from.path.endsWith(SUBNET_ENV) && isSameEnv(field);
}

/** The versions of flannel write one rule in several ways, and each has as many rules of the same prefixes (flannel-facts 6). */
function isSameChain({ engine }: Ruleset, { from, to }: FieldChange): boolean {
  const prefixesIn = (text: string): string =>
    [...new Set(text.match(/[\da-f.:]+\/\d+/g) ?? [])].sort().join(' ');
  const [[hook, ...has], [wanted, ...rules]] = [from.split('\n'), to.split('\n')];
  const isHooked = engine === 'nft' || hook === wanted;
  return isHooked && has.length === rules.length && prefixesIn(from) === prefixesIn(to);
}

/** flanneld writes the MTU it asked for, also where the IPv6 device got less (flannel-facts 13.2). */
const isSameEnv = ({ field, from, to }: FieldChange): boolean =>
  field === 'content' && withoutMtu(from) === withoutMtu(to);

const withoutMtu = (text: string): string => text.replace(/^FLANNEL_MTU=.*$/m, '');
