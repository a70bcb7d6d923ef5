import { Failure } from '../errors/index.ts';
import { kernelFacts, readText } from '../host/index.ts';
import { findPlugin, pluginMissing, pluginPath } from './cni/index.ts';
import { type FamilyName, familiesOf } from './families.ts';
import type { Lab } from './state.ts';

/** Network namespaces are root's: a Failure `permission` for anybody else. */
export function requireRoot(what: string): void {
  if (process.getuid?.() === 0) return;
  throw new Failure('permission', `${what} needs root: it works in network namespaces`, {
    hint: `sudo flannelctl ${what}`,
  });
}

/** The plugins of the conf list that flannelctl writes; the second gives the first its addresses. */
const PLUGINS = ['bridge', 'host-local', 'portmap'];

/** A Failure `unavailable` names every plugin that pods can't be attached without. */
export async function requirePlugins(): Promise<void> {
  const folders = pluginPath(process.env);
  const found = await Promise.all(PLUGINS.map(async (type) => findPlugin(type, folders)));
  const missing = PLUGINS.filter((_, i) => found[i] === undefined);
  if (missing.length > 0) throw pluginMissing(missing, folders);
}

/** A Failure `unavailable` where the lab is to have IPv6 and the kernel has not. */
export async function requireFamilies({ networks }: Pick<Lab, 'networks'>): Promise<void> {
  if (networks.ipv6 === undefined || (await kernelFacts()).ipv6) return;
  throw new Failure('unavailable', 'the lab is to have IPv6, and the kernel has no IPv6 here', {
    hint: 'Boot it without ipv6.disable=1 (cat /proc/cmdline), or load the module (modprobe ipv6); or take a net-conf without "EnableIPv6".',
  });
}

/** A test of a lab has a path from each pod to each other, so their number is what counts. */
const PODS_MAX = 200;

/** How many neighbours of a family all network namespaces of a machine may have together, permanent ones left out. */
const NEIGHBOURS_MAX = 'neigh.default.gc_thresh3';

/**
 * A Failure if a lab would be too large: `usage` where it would be for any machine, `unavailable` where this one's
 * kernel couldn't resolve all addresses, so that paths would fail for no fault of the lab's network.
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
  const needed = neighbours(nodes, pods);
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

/** Each node knows each other; each pod the other pods of its node and its gateway, which knows it, too. */
const neighbours = (nodes: number, pods: number): number => nodes * (nodes - 1) + nodes * pods * (pods + 1);
