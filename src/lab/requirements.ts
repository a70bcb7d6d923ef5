import { Failure } from '../errors/index.ts';
import { readText } from '../host/index.ts';
import { findPlugin, pluginMissing, pluginPath } from './cni/index.ts';

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

/** A test of a lab has a path from each pod to each other, so their number is what counts. */
const PODS_MAX = 200;

/** How many neighbours all network namespaces of a machine may have together, permanent ones left out. */
const NEIGHBOURS_MAX = '/proc/sys/net/ipv4/neigh/default/gc_thresh3';

/**
 * A Failure if a lab would be too large: `usage` where it would be for any machine, `unavailable` where this one's
 * kernel couldn't resolve all addresses, so that paths would fail for no fault of the lab's network.
 */
export async function requireSize({
  nodes,
  pods,
}: {
  readonly nodes: number;
  readonly pods: number;
}): Promise<void> {
  if (nodes * pods > PODS_MAX)
    throw new Failure('usage', `${nodes} nodes with ${pods} pods each are ${nodes * pods} pods`, {
      hint: `A lab has at most ${PODS_MAX}: give fewer --nodes or --pods.`,
    });
  const limit = Number((await readText(NEIGHBOURS_MAX)) ?? Number.POSITIVE_INFINITY);
  const needed = neighbours(nodes, pods);
  if (needed <= limit * 0.9) return;
  throw new Failure(
    'unavailable',
    `so large a lab needs ${needed} neighbour entries, and this machine has ${limit}`,
    {
      hint: `Give fewer --nodes or --pods, or raise the limit: sysctl -w net.ipv4.neigh.default.gc_thresh3=${2 * needed}`,
    },
  );
}

/** Each node knows each other; each pod the other pods of its node and its gateway, which knows it, too. */
const neighbours = (nodes: number, pods: number): number => nodes * (nodes - 1) + nodes * pods * (pods + 1);
