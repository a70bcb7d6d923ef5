import type { BackendInput } from '../../backends/index.ts';
import { attachingPlugin, confListOf } from '../../config/index.ts';
import { type Facts, hostLinks, type LinkJson, type PodPort, podPorts } from '../../host/index.ts';

/** The host's ends of the pods' interfaces. */
export interface PodLinks {
  /** How many are on the pod bridge. */
  readonly attached: number;
  /** The names of those that CNI attached and that are on no bridge, or on another one. */
  readonly detached: readonly string[];
}

const isVeth = ({ linkinfo }: LinkJson): boolean => linkinfo?.info_kind === 'veth';

/** Tells the pods' links by the bridge they are on and by CNI's cache. */
export function podLinksOf(
  network: Pick<BackendInput, 'bridge' | 'cniConf'>,
  links: readonly LinkJson[],
  ports: readonly PodPort[],
): PodLinks {
  const { bridge } = network;
  const veths = links.filter(isVeth);
  const attached = veths.filter(({ master }) => master === bridge).length;
  const conf = confListOf(network);
  if (attachingPlugin(conf).type !== 'bridge') return { attached, detached: [] };
  const recorded = new Set(ports.flatMap((port) => (port.network === conf.name ? port.link : [])));
  const detached = veths.flatMap(({ ifname, master }) =>
    ifname !== undefined && master !== bridge && recorded.has(ifname) ? ifname : [],
  );
  return { attached, detached };
}

/** The pods' links of a node. */
export async function readPodLinks(root: string, network: BackendInput, facts: Facts): Promise<PodLinks> {
  const [links, ports] = await Promise.all([facts(hostLinks), facts(podPorts(root))]);
  return podLinksOf(network, links, ports);
}
