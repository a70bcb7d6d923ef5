import { overlayLink } from '../../backends/index.ts';
import { addressPart, FAMILY_NAMES, familyOf, isLinkLocal } from '../../net/index.ts';
import { type Diff, isForeignAddress, type LinkAddress } from '../../state/index.ts';
import { shellCommand } from '../../words/index.ts';
import { type CheckedNode, type Finding, nodeCheck, warning } from '../check.ts';

const isIpv4 = ({ address }: LinkAddress): boolean => familyOf(addressPart(address)) === 4;

/** The bridge plugin (CNI plugins 1.0) compares only the first IPv4 address with its own, and gives up where it is another. */
const whatFollows = (found: LinkAddress, bridge: string, all: readonly LinkAddress[]): string =>
  found.dev === bridge && all.find((other) => other.dev === bridge && isIpv4(other)) === found
    ? 'the bridge plugin attaches no pod while it comes before the gateway'
    : 'routes may follow it';

/** Those of an earlier network of this node go with the change. */
const isDeleted = ({ dev, address }: LinkAddress, { changes }: Diff): boolean =>
  changes.some(
    (change) =>
      change.action === 'delete' &&
      change.from.kind === 'address' &&
      change.from.dev === dev &&
      change.from.address === address,
  );

/** Addresses that are neither flannel's nor of the pod network, on this node's own links. */
function findings({ network, observed, uplink, diff }: CheckedNode): Finding[] {
  const { bridge, backend, families } = network;
  const networks = families.map((family) => family.network.network);
  const links = new Set<string | undefined>([
    bridge,
    ...FAMILY_NAMES.map((family) => overlayLink(backend, family)),
  ]);
  // A bridge that is the uplink is refused by CniNetwork: its addresses are those that this node is reached at.
  links.delete(uplink.name);
  const all = observed.filter((object) => object.kind === 'address');
  return all
    .filter((found) => links.has(found.dev) && isForeignAddress(found, networks) && !isDeleted(found, diff))
    .filter(({ address }) => !isLinkLocal(addressPart(address)))
    .map((found) =>
      warning(
        `${found.dev} has the address ${found.address}, which is not of the pod network and is left alone: ${whatFollows(found, bridge, all)}`,
        `Find what gave it, such as a DHCP client, and keep that off ${found.dev}; then: ${shellCommand(['ip', 'address', 'del', found.address, 'dev', found.dev])}`,
      ),
    );
}

/** Whether another program, such as a DHCP client, has set addresses on the overlay's link or the pod bridge. */
export const addresses = nodeCheck({
  name: 'Addresses',
  symptom: 'New pods fail with “cni0 already has an IP address different from …”',
  exit: 'preflight',
  when: ['preflight', 'status'],
  needs: () => ({}),
  run: findings,
});
