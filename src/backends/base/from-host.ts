import type { Address, Prefix } from '../../net/index.ts';
import type { HostObject, Link } from '../../state/index.ts';

/** How to derive a backend from a host that flannel built. */
export interface HostRules {
  /** The overlay link for a subnet of this host. */
  findLink(observed: readonly HostObject[], subnet: Prefix): Link | undefined;
  /** This node's underlay address of the link, if it has one. */
  localOf(link: Link): Address | undefined;
  /** The shared value, as nodes in a plan have it. */
  sharedOf(link: Link): number | undefined;
  /**
   * The `Backend` of the net-conf for such links.
   * @param isDirect whether some peers are reached without the overlay
   */
  backendOf(links: readonly Link[], observed: readonly HostObject[], isDirect: boolean): object;
  /** Whether the pods' MTU follows from those of the links. */
  isMtuOf(mtu: number, links: readonly Link[]): boolean;
}
