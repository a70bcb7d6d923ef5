import type { LinkName } from '../net/index.ts';

/** The bridge that flannel's pods are on where no CNI conf names another: the CNI bridge plugin's default (flannel-facts 8.3). */
export const BRIDGE = 'cni0' as LinkName;

/** Docker's bridge: the daemon makes it and gives it its address, so that it is used as it is. */
export const isDockersBridge = (name: LinkName): boolean => name === 'docker0';

/** Links of flannel's other backends, by name (flannel-facts 2.0). */
export const OTHER_BACKEND_LINKS: Readonly<Record<string, string>> = {
  flannel0: 'udp',
  'flannel.ipip': 'ipip',
  'flannel-wg': 'wireguard',
  'flannel-wg-v6': 'wireguard',
};

/** Whether a link is by its name that of one of flannel's backends. */
export const isOverlayName = (name: string): boolean => /^flannel[.\d-]/.test(name);

/** Whether a link is of the pod network by its name: the bridge, or the link of one of flannel's backends. */
export const isPodNetworkLink = (name: string): boolean => name === BRIDGE || isOverlayName(name);
