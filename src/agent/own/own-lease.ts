import { Failure } from '../../errors/index.ts';
import { type LeaseSubnets, type PlanNode, subnetsOfNode } from '../../flannel/index.ts';
import { type NodeRequest, pinsOf, type SourceEntry, sharesPublicIP } from '../../leases/index.ts';
import { type Address, FAMILY_NAMES } from '../../net/index.ts';
import {
  type GivenNetConf,
  type RememberedLease,
  rememberedLease,
  resolvedNode,
  type SetUpInput,
} from '../../node/index.ts';
import type { Listing, Published, StoredLease } from '../../stores/index.ts';
import type { AgentSettings } from '../settings.ts';
import { chooseOwnSubnets } from './choose-own.ts';

/** This node's lease: what it is to hold, and its record in the store. */
export interface HeldLease {
  readonly node: PlanNode;
  readonly lease: StoredLease;
}

/** A lease, and the records of the store with it: a watch begins after their revision. */
export interface Acquired {
  readonly held: HeldLease;
  readonly listing: Listing;
  /** Whether this node was set up before, by an agent or by a command. */
  readonly wasSetUp: boolean;
}

/** How often another node may take the chosen subnet first: 50 nodes that start at once choose among 100 subnets. */
const TRIES = 50;

/**
 * Gets this node its lease and publishes it: with the subnets that the store assigns, else those it had, else free ones
 * (flannel-facts 3.5). The MAC is chosen before the record is written, so that peers never see one without it.
 * @param previous the lease that this agent has held until now: with another public IP it is this node's all the same
 */
export async function acquireLease(
  settings: AgentSettings,
  netConf: GivenNetConf,
  stop: AbortSignal,
  previous?: HeldLease,
): Promise<Acquired> {
  const { store, given } = settings;
  const named = await nodeWith(given, netConf);
  const remembered = await rememberedLease(given.root, given.subnetFile);
  for (let tries = TRIES; tries > 0; tries -= 1) {
    const listing = await store.list(stop);
    const before = heldRecord(listing, previous) ?? ownRecord(listing, named, remembered);
    const subnets =
      (await store.assigned?.(stop, named)) ??
      chooseOwnSubnets(netConf.netConf, { listing, before, remembered: remembered.subnets }, settings.random);
    const node = await nodeWith(given, netConf, requestOf(named, subnets, before?.entry));
    const published = await publishOver(
      settings,
      before,
      { node, netConf: netConf.netConf },
      listing.revision,
      stop,
    );
    if (published.result !== 'published') continue;
    const { lease } = published;
    return {
      held: { node, lease },
      listing: withOwn(listing, lease, before),
      wasSetUp: remembered.node !== undefined,
    };
  }
  throw new Failure('unavailable', `other nodes took the chosen subnet first, ${TRIES} times in a row`, {
    hint: 'The network may be almost full. See what is taken: flannelctl leases',
  });
}

/** This node in a network, with the subnets of a record if there is one. */
async function nodeWith(
  given: SetUpInput,
  netConf: GivenNetConf,
  ...record: readonly NodeRequest[]
): Promise<PlanNode> {
  const { node } = await resolvedNode({ ...given, stored: { ...netConf, nodes: record } });
  return node;
}

/**
 * A Failure `invalidConfig` if this node can't be set up with a net-conf, so that the one before may stay. What is wrong
 * with the host or the store is no reason, because it may be over soon.
 */
export async function refuseUnusable(
  { store, given }: AgentSettings,
  netConf: GivenNetConf,
  stop: AbortSignal,
): Promise<void> {
  try {
    const named = await nodeWith(given, netConf);
    const assigned = await store.assigned?.(stop, named).catch(() => undefined);
    if (assigned !== undefined) await nodeWith(given, netConf, requestOf(named, assigned, undefined));
  } catch (error) {
    if (error instanceof Failure && error.exit === 'invalidConfig') throw error;
  }
}

/** A listing with the record that was written after it; the one of before is gone, if it had another key. */
const withOwn = (
  { leases, revision }: Listing,
  own: StoredLease,
  before: StoredLease | undefined,
): Listing => ({
  leases: [...leases.filter(({ key }) => key !== own.key && key !== before?.key), own],
  revision,
});

/** The record of the lease that was held until now, unless another node has it. */
const heldRecord = ({ leases }: Listing, previous: HeldLease | undefined): StoredLease | undefined =>
  previous &&
  leases.find(
    ({ key, entry }) => key === previous.lease.key && entry !== undefined && isAt(previous.node)(entry),
  );

/** The record that this node left: the one of its name, else of its public IP now, else of the ones it had. */
function ownRecord(
  { leases }: Listing,
  named: PlanNode,
  { node: saved, formerPublicIPs }: RememberedLease,
): StoredLease | undefined {
  const tests = [
    ...[named, saved].flatMap((self) => (self === undefined ? [] : [isNamed(self), isAt(self)])),
    ...(saved === undefined ? [] : [wasLeft(saved, formerPublicIPs)]),
  ];
  for (const test of tests) {
    const found = leases.find(({ entry }) => entry !== undefined && test(entry));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A former address alone may be another node's by now. */
const wasLeft =
  (saved: PlanNode, formerPublicIPs: readonly Address[]) =>
  (entry: SourceEntry): boolean =>
    FAMILY_NAMES.every((family) => entry[family]?.pin === saved[family]?.subnet) &&
    FAMILY_NAMES.some((family) => {
      const publicIP = entry[family]?.publicIP;
      return publicIP !== undefined && formerPublicIPs.includes(publicIP);
    });

const isNamed =
  ({ name }: PlanNode) =>
  (entry: SourceEntry): boolean =>
    entry.name === name;

const isAt =
  (self: PlanNode) =>
  (entry: SourceEntry): boolean =>
    sharesPublicIP(self, entry);

/** Lease data of before is kept, because peers know it. */
const requestOf = (
  { name, ...families }: PlanNode,
  subnets: LeaseSubnets,
  before: SourceEntry | undefined,
): NodeRequest => ({
  name,
  ...Object.fromEntries(
    FAMILY_NAMES.flatMap((family) => {
      const [own, pin] = [families[family], subnets[family]];
      if (own === undefined || pin === undefined) return [];
      const data = before?.[family]?.data;
      return [[family, { publicIP: own.publicIP, pin, ...(data && { data }) }]];
    }),
  ),
});

/** Writes the lease over this node's own record; a record of it with another subnet is removed first. */
async function publishOver(
  { store }: AgentSettings,
  before: StoredLease | undefined,
  own: { readonly node: PlanNode; readonly netConf: GivenNetConf['netConf'] },
  listed: string,
  stop: AbortSignal,
): Promise<Published> {
  if (before?.entry === undefined) return store.publish(own, stop, listed);
  const pins = pinsOf(before.entry);
  const subnets = subnetsOfNode(own.node);
  const isSame = pins.length === subnets.length && pins.every((pin) => subnets.includes(pin));
  if (isSame) return { result: 'published', lease: await store.renew(own, stop) };
  await store.withdraw?.(before.key, stop);
  return store.publish(own, stop, listed);
}
