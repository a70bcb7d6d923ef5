import { leaseRules, takesLeasesOf } from '../../backends/index.ts';
import type { NetConf } from '../../config/index.ts';
import type { Problem } from '../../errors/index.ts';
import type { FamilyNetwork } from '../../flannel/index.ts';
import { FAMILY_NAMES, type Prefix, prefixContainsAddress } from '../../net/index.ts';
import { makeRefusals, type Refusals } from '../codec/refusals.ts';
import type { SourceEntry } from '../codec/types.ts';
import { whyNotIn } from '../subnets/subnets.ts';
import type { FamilyRequest } from '../types.ts';
import { rivalsAmong } from './uniqueness.ts';

export interface FitOptions {
  /** Whether a record that does not fit is an error. */
  readonly strict?: boolean;
  /** Whether a node may lack a subnet: a plan assigns it one, but a peer must have one. */
  readonly mayLackSubnet?: boolean;
  /** The subnets of this node, which wins against other records that claim the same. */
  readonly held?: readonly Prefix[];
}

/**
 * The entries that can be nodes of a network, with the network's families; of entries that claim the same, one. The
 * others are problems.
 */
export function fitEntries(
  entries: readonly SourceEntry[],
  netConf: NetConf,
  { strict, mayLackSubnet = false, held = [] }: FitOptions = {},
): { readonly entries: readonly SourceEntry[]; readonly problems: readonly Problem[] } {
  const refusals = makeRefusals(strict);
  const fitting = entries.flatMap((entry) => fitEntry(entry, netConf, mayLackSubnet, refusals) ?? []);
  const rivals = rivalsAmong(fitting, held);
  for (const [entry, { message, hint }] of rivals)
    refusals.refuse(entry.place, `${entry.name}: ${message}`, hint);
  const unique = fitting.filter((entry) => !rivals.has(entry));
  for (const entry of unique) warnOfShared(entry, netConf, refusals);
  return { entries: unique, problems: refusals.problems };
}

/** One record as a node of a network, apart from the others. Without an entry the problems say why it can't be one. */
export function fitRecord(
  entry: SourceEntry,
  netConf: NetConf,
): { readonly entry?: SourceEntry; readonly problems: readonly Problem[] } {
  const refusals = makeRefusals();
  const fitting = fitEntry(entry, netConf, false, refusals);
  if (fitting !== undefined) warnOfShared(fitting, netConf, refusals);
  return { ...(fitting && { entry: fitting }), problems: refusals.problems };
}

function fitEntry(
  entry: SourceEntry,
  netConf: NetConf,
  mayLackSubnet: boolean,
  refusals: Refusals,
): SourceEntry | undefined {
  const refuse = (message: string, hint?: string): undefined =>
    refusals.refuse(entry.place, `${entry.name} ${message}`, hint);
  if (!isOfBackend(entry, netConf)) {
    const said = entry.backendType === '' ? 'none' : entry.backendType;
    return refuse(`has the backend type ${said}: flanneld with ${netConf.backend.type} ignores it`);
  }
  const { ipv4, ipv6, faults = {}, ...rest } = entry;
  const [fault] = FAMILY_NAMES.flatMap((family) => (netConf[family] && faults[family]) ?? []);
  if (fault !== undefined) return refusals.refuseFor(fault);
  const families = {
    ...(ipv4 && netConf.ipv4 && { ipv4 }),
    ...(ipv6 && netConf.ipv6 && { ipv6 }),
  };
  if (Object.keys(families).length === 0) return refuse('has no address of a family that the network has');
  const present = Object.entries(families).filter(([, { pin }]) => mayLackSubnet || pin !== undefined);
  if (present.length === 0) return refuse('has no subnet yet', 'Kubernetes says: pod cidr not assigned.');
  for (const family of FAMILY_NAMES) {
    const why = whyUnfit(families[family], netConf[family]);
    if (why !== undefined) return refuse(...why);
  }
  return { ...rest, ...Object.fromEntries(present) };
}

const isOfBackend = ({ backendType }: SourceEntry, { backend }: NetConf): boolean =>
  backendType === undefined || takesLeasesOf(backend.type, backendType);

function whyUnfit(
  request: FamilyRequest | undefined,
  network: FamilyNetwork | undefined,
): readonly [message: string, hint?: string] | undefined {
  if (request === undefined || network === undefined) return undefined;
  const { pin, publicIP } = request;
  const why = pin && whyNotIn(network, pin);
  if (why !== undefined) return [`has the subnet ${pin}, which ${why}`];
  if (!prefixContainsAddress(network.network, publicIP)) return undefined;
  return [`has the public IP ${publicIP}, which is inside the pod network ${network.network}`];
}

/** flanneld ignores a different value (flannel-facts 2.1), and then no packet arrives. */
function warnOfShared({ name, shared, place }: SourceEntry, { backend }: NetConf, refusals: Refusals): void {
  const rules = leaseRules(backend.type)?.shared;
  const own = rules?.of(backend);
  if (rules === undefined || shared === undefined || shared === own) return;
  refusals.warn(place, `${name} has the ${rules.called} ${shared}, the net-conf has ${own}: they can't talk`);
}
