import { acquireLease } from '../../../src/agent/own/own-lease.ts';
import type { AgentSettings } from '../../../src/agent/settings.ts';
import { Failure } from '../../../src/errors/index.ts';
import { parseNetConf } from '../../../src/node/index.ts';
import { etcdStore } from '../../../src/stores/index.ts';

/** What an allocator is given for its node: the etcd, the net-conf, and a folder in which nothing is remembered. */
export interface Wanted {
  readonly endpoint: string;
  readonly netConf: string;
  readonly root: string;
  /** The nodes' public IPs, each an address of the uplink. */
  readonly publicIPs: readonly string[];
  /** Those of a dual-stack network's other family, as many. */
  readonly publicIPv6s?: readonly string[];
}

/** The subnet that a node got, or why it got none. */
export type Got = { readonly subnet: string } | { readonly error: string; readonly hint: string };

/** Gets as many nodes their leases as there are public IPs, all at once, each by a connection of its own. */
export const acquireAll = async ({ publicIPs, publicIPv6s, ...where }: Wanted): Promise<readonly Got[]> =>
  Promise.all(
    publicIPs.map(async (publicIP, i) =>
      acquireOne(where, { node: `n${i + 1}-${publicIP}`, publicIP, publicIPv6: publicIPv6s?.[i] }),
    ),
  );

async function acquireOne(
  { endpoint, netConf, root }: Omit<Wanted, 'publicIPs'>,
  own: { readonly node: string; readonly publicIP: string; readonly publicIPv6: string | undefined },
): Promise<Got> {
  const store = etcdStore({ endpoints: [endpoint] });
  const settings = {
    store,
    given: { root, peers: [], ...own },
    random: (below: number) => Math.floor(Math.random() * below),
  } as unknown as AgentSettings;
  try {
    const stop = AbortSignal.timeout(120_000);
    const { held } = await acquireLease(settings, await parseNetConf('given', netConf), stop);
    return { subnet: held.node.ipv4?.subnet ?? 'none' };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { error: error.message, hint: error.hint ?? '' };
  } finally {
    await store.close();
  }
}
