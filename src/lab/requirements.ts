import { Failure } from '../errors/index.ts';
import { kernelFeatures, readText } from '../host/index.ts';
import type { FamilyName } from '../net/index.ts';
import { familiesOf } from './base/families.ts';
import type { Lab } from './base/state.ts';
import { findPlugin, pluginMissing, pluginPath } from './cni/index.ts';

/** Throws a Failure `permission` unless run by root, because only root can create network namespaces. */
export function requireRoot(what: string): void {
  if (process.getuid?.() === 0) return;
  throw new Failure('permission', `${what} needs root: it works in network namespaces`, {
    hint: `sudo flannelctl ${what}`,
  });
}

/** The plugins of the conf list that flannelctl writes; host-local is the IPAM of bridge. */
const PLUGINS = ['bridge', 'host-local', 'portmap'];

/** Throws a Failure `unavailable` that names every missing plugin. */
export async function requirePlugins(): Promise<void> {
  const folders = pluginPath(process.env);
  const found = await Promise.all(PLUGINS.map(async (type) => findPlugin(type, folders)));
  const missing = PLUGINS.filter((_, i) => found[i] === undefined);
  if (missing.length > 0) throw pluginMissing(missing, folders);
}

/** Throws a Failure `unavailable` if the lab has IPv6 and the kernel has not. */
export async function requireFamilies({ networks }: Pick<Lab, 'networks'>): Promise<void> {
  if (networks.ipv6 === undefined || (await kernelFeatures.read()).ipv6) return;
  throw new Failure('unavailable', 'the lab is to have IPv6, and the kernel has no IPv6 here', {
    hint: 'Boot it without ipv6.disable=1 (cat /proc/cmdline), or load the module (modprobe ipv6); or take a net-conf without "EnableIPv6".',
  });
}

/** The limit of pods. A lab's test has one path for each pair of pods, so the number of pods is what matters. */
const PODS_MAX = 200;

/**
 * The kernel's limit of neighbours per family, for all network namespaces of a machine together. Permanent entries
 * don't count.
 */
const NEIGHBOURS_MAX = 'neigh.default.gc_thresh3';

/**
 * Throws a Failure if a lab would be too large: `usage` if it would be on any machine, `unavailable` if this machine's
 * kernel could not resolve all addresses, so that paths would fail through no fault of the lab's network.
 */
export async function requireSize({
  nodes,
  pods,
  networks,
}: Pick<Lab, 'nodes' | 'pods' | 'networks'>): Promise<void> {
  if (nodes * pods > PODS_MAX)
    throw new Failure('usage', `${nodes} nodes with ${pods} pods each are ${nodes * pods} pods`, {
      hint: `A lab has at most ${PODS_MAX}: give fewer --nodes or --pods.`,
    });
  const needed = neighbourCount(nodes, pods);
  const limits = await Promise.all(
    familiesOf(networks).map(async (family) => ({ family, limit: await neighbourLimit(family) })),
  );
  const low = limits.filter(({ limit }) => needed > limit * 0.9);
  const [lowest] = low.toSorted((a, b) => a.limit - b.limit);
  if (lowest === undefined) return;
  const raise = low.map(({ family }) => `net.${family}.${NEIGHBOURS_MAX}=${2 * needed}`).join(' ');
  throw new Failure(
    'unavailable',
    `so large a lab needs ${needed} neighbour entries, and this machine has ${lowest.limit}`,
    { hint: `Give fewer --nodes or --pods, or raise the limit: sysctl -w ${raise}` },
  );
}

const neighbourLimit = async (family: FamilyName): Promise<number> =>
  Number(
    (await readText(`/proc/sys/net/${family}/${NEIGHBOURS_MAX.replaceAll('.', '/')}`)) ??
      Number.POSITIVE_INFINITY,
  );

/**
 * The number of neighbours: each node has all other nodes; each pod has the other pods of its node and its gateway,
 * which has the pod, too.
 */
const neighbourCount = (nodes: number, pods: number): number =>
  nodes * (nodes - 1) + nodes * pods * (pods + 1);
