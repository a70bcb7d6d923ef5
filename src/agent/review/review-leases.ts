import type { NetConf } from '../../config/index.ts';
import { Failure } from '../../errors/index.ts';
import { flanneldStall, publicIPsOfNode } from '../../flannel/index.ts';
import type { ListedLease } from '../../generated/types.d.ts';
import { dataText, isSubnetName, pinsOf } from '../../leases/index.ts';
import { parseNetConf, rememberedLease } from '../../node/index.ts';
import type { RecordDetail, Store, StoredLease } from '../../stores/index.ts';
import { LeaseView } from '../view/lease-view.ts';
import { findOwn } from './find-own.ts';
import { type Judged, judgePeer, judgeRefused } from './judge-record.ts';

/** What is in a store, as an agent of this node would take it. */
export interface LeaseReview {
  /** The store's kind and place. */
  readonly store: string;
  readonly backend: string;
  readonly leases: readonly ListedLease[];
}

/**
 * Lists the records of a store, and judges each.
 * @param root where this node's files are; a host without them has no record of its own
 * @throws Failure `invalidConfig` if the store has no net-conf, `unavailable` if it does not answer
 */
export async function reviewLeases(
  store: Store,
  root: string,
  stop: AbortSignal,
  now: number,
): Promise<LeaseReview> {
  const netConf = await netConfOf(store, stop);
  const { leases } = await store.list(stop);
  const details = (await store.examine?.(stop)) ?? new Map<string, RecordDetail>();
  const own = findOwn(leases, await rememberedLease(root));
  const judge = makeJudge(leases, netConf, own);
  return {
    store: store.name,
    backend: netConf.backend.type,
    leases: leases.map((lease) => listed(lease, netConf, details.get(lease.key), judge(lease), now)),
  };
}

async function netConfOf(store: Store, stop: AbortSignal): Promise<NetConf> {
  const text = await store.config(stop);
  if (text !== undefined)
    return (await parseNetConf(`the net-conf in ${store.netConfFile ?? store.name}`, text)).netConf;
  throw new Failure('invalidConfig', `${store.name} has no net-conf`, {
    hint: 'See --etcd-prefix and --net-config-path: without one nothing tells which records fit.',
  });
}

function makeJudge(
  leases: readonly StoredLease[],
  netConf: NetConf,
  own: StoredLease | undefined,
): (lease: StoredLease) => Judged {
  const view = new LeaseView(netConf, own?.entry && { key: own.key, entry: own.entry });
  view.replace({ leases, revision: '' });
  const refused = new Map(view.refused.map((record) => [record.key, record]));
  const inUse = leases.flatMap(({ key, entry }) =>
    entry !== undefined && (view.peers.has(key) || key === own?.key) ? entry : [],
  );
  return ({ key, entry }) => {
    if (key === own?.key) return { state: 'own' };
    const isPeer = view.peers.has(key) && entry !== undefined;
    return isPeer ? judgePeer(entry, inUse) : judgeRefused(entry, refused.get(key), inUse);
  };
}

function listed(
  { key, entry }: StoredLease,
  netConf: NetConf,
  detail: RecordDetail | undefined,
  judged: Judged,
  now: number,
): ListedLease {
  const { backend, ipv6 } = netConf;
  const { expires } = detail ?? {};
  const stall = detail && flanneldStall(detail, { backend: backend.type, hasIPv6: ipv6 !== undefined });
  const isOver = expires !== undefined && expires <= now;
  return {
    key,
    ...valuesOf(entry, netConf),
    ...(expires !== undefined && { expires: new Date(expires).toISOString() }),
    ...(isOver ? { state: 'stale', reason: 'its time is over' } : judged),
    ...(stall !== undefined && { stall }),
  };
}

function valuesOf(entry: StoredLease['entry'], { backend }: NetConf) {
  if (entry === undefined) return { subnets: [], publicIPs: [] };
  const isOfBackend = entry.backendType === backend.type;
  const written = [entry.ipv4?.data, entry.ipv6?.data].find((one) => isOfBackend && one !== undefined);
  const data = written && dataText(backend, { data: written });
  return {
    subnets: [...pinsOf(entry)],
    publicIPs: publicIPsOfNode(entry),
    ...(data !== undefined && { data }),
    ...(!isSubnetName(entry.name) && { node: entry.name }),
  };
}

/** Whether a record harms the network: it would stop flanneld, or claims what another record has. */
export const isHarmful = ({ state, stall }: ListedLease): boolean =>
  stall !== undefined || state === 'duplicate';
