import type { Address, Prefix } from '../net/index.ts';
import type { HostObject, Link } from '../state/index.ts';

/** How a host that flannel built shows a backend. */
export interface HostRules {
  /** The overlay link for a subnet of this host. */
  findLink(observed: readonly HostObject[], subnet: Prefix): Link | undefined;
  /** This node's end of it on the underlay, if it has one. */
  localOf(link: Link): Address | undefined;
  /** The value that all nodes have alike, as plans have it of each. */
  sharedOf(link: Link): number | undefined;
  /**
   * What a net-conf has under `Backend` for such links.
   * @param isDirect whether some peers are reached without the overlay
   */
  backendOf(links: readonly Link[], observed: readonly HostObject[], isDirect: boolean): object;
  /** Whether pods are told an MTU that follows from those of the links. */
  isMtuOf(mtu: number, links: readonly Link[]): boolean;
}
