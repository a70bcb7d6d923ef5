import type { LinkJson, NeighborEntry } from '../../../host/index.ts';
import { type Address, familyOf, type Mac } from '../../../net/index.ts';
import { broken, type TraceHop } from '../model.ts';
import { kindOfLink, type NetworkView } from '../view.ts';

/** A neighbor entry as `ip neigh` prints it. */
const neighborText = ({ dst, dev, lladdr, state }: NeighborEntry): string =>
  [dst, 'dev', dev, ...(lladdr === undefined ? [] : ['lladdr', lladdr]), ...state].join(' ');

/** The entry of an address on a link. */
export const neighborOf = (
  { neighbors }: NetworkView,
  dev: string,
  address: Address,
): NeighborEntry | undefined => neighbors.find((entry) => entry.dev === dev && entry.dst === address);

/** Links on which there are no MACs to be asked for. */
export const needsNoNeighbor = (link: LinkJson | undefined): boolean =>
  (link?.flags ?? []).some((flag) => flag === 'NOARP' || flag === 'POINTOPOINT' || flag === 'LOOPBACK');

/** Whether the kernel sends by an entry without asking. */
const isFixed = ({ state }: NeighborEntry): boolean => state.includes('PERMANENT') || state.includes('NOARP');

interface NextStation {
  readonly on: string;
  readonly dev: string;
  readonly address: Address;
  /** The MAC that it has, where that is known. */
  readonly mac?: Mac | undefined;
  readonly check: string;
}

const asksBy = (address: Address): string => (familyOf(address) === 4 ? 'ARP' : 'neighbor discovery');

/** The MAC of the next station on a link: known, or to be asked for. */
export function neighborHop(view: NetworkView, { on, dev, address, mac, check }: NextStation): TraceHop {
  const entry = neighborOf(view, dev, address);
  const hop = { on, kind: 'neighbor', interface: dev } as const;
  if (entry === undefined || (entry.lladdr === undefined && entry.state.includes('INCOMPLETE')))
    return {
      ...hop,
      object: `${address} dev ${dev}`,
      notes: [`resolved by ${asksBy(address)} when needed`],
      state: 'ok',
    };
  const shown = { ...hop, object: neighborText(entry) };
  if (entry.lladdr === undefined)
    return broken(shown, `${address} did not answer ${asksBy(address)} on ${dev}`, check);
  if (mac !== undefined && mac !== entry.lladdr && isFixed(entry))
    return broken(
      shown,
      `the neighbor entry of ${address} has the MAC ${entry.lladdr}, but it has ${mac}`,
      check,
    );
  return { ...shown, state: 'ok' };
}

/** The neighbor entry of a VTEP: nobody is asked on the overlay, so it has to be there. */
export function vtepNeighbor(
  view: NetworkView,
  station: NextStation & { readonly peer: string },
): { readonly hop: TraceHop; readonly mac?: Mac } {
  const { on, dev, address, mac, peer, check } = station;
  const entry = neighborOf(view, dev, address);
  const hop = { on, kind: 'neighbor', interface: dev } as const;
  if (entry?.lladdr === undefined)
    return {
      hop: broken(
        { ...hop, object: entry === undefined ? `${address} dev ${dev}` : neighborText(entry) },
        `there is no neighbor entry for ${address} on ${dev}: the MAC of ${peer}'s VTEP is not known`,
        check,
      ),
    };
  const shown = { ...hop, object: neighborText(entry) };
  if (mac !== undefined && entry.lladdr !== mac)
    return {
      hop: broken(shown, `${peer} drops packets to this MAC: by the node list its VTEP has ${mac}`, check),
    };
  return { hop: { ...shown, state: 'ok' }, mac: entry.lladdr };
}

/** Whether it is a VXLAN link. */
export const isVxlanLink = (link: LinkJson | undefined): boolean => kindOfLink(link) === 'vxlan';
