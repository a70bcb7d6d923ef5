import { vxlanLinkName } from '../../flannel/index.ts';
import { type Address, FAMILY_NAMES, familyOf, type LinkName } from '../../net/index.ts';
import { type Words, words } from '../../words/index.ts';
import { acceptRaPath } from '../base/setting-paths.ts';
import { isAddress, isLinkName, orNone } from '../base/values.ts';
import type { LinkType } from './link-type.ts';

/** The fields of a vxlan link (`ip -d link`, RFC 7348). */
export interface VxlanSpec {
  readonly type: 'vxlan';
  readonly vni: number;
  /** The source address of outer packets. */
  readonly local: Address;
  /** The link that outer packets leave by. */
  readonly dev: LinkName;
  readonly port: number;
  readonly learning: boolean;
  readonly gbp: boolean;
  /** Whether the VNI is set per packet by eBPF or routes, as Cilium does; ours never is. */
  readonly external?: true;
}

/** @param fixed words that are accepted only at creation */
const spec = ({ vni, dev, local, learning }: VxlanSpec, fixed: readonly string[] = []): Words =>
  words`vxlan id ${vni} dev ${dev} local ${local} ${fixed} ${learning ? 'learning' : 'nolearning'}`;

export const vxlanType: LinkType<VxlanSpec> = {
  word: () => 'vxlan',
  create: (vxlan) => words`${spec(vxlan, words`dstport ${vxlan.port}`)} ${vxlan.gbp ? words`gbp` : []}`,
  // A change has to name the VNI again.
  change: (vxlan) => spec(vxlan),
  changed: ['learning', 'local', 'dev'],
  fields: ({ vni, local, dev, port, learning, gbp }) => ({
    id: `${vni}`,
    local,
    dev,
    dstport: `${port}`,
    learning: `${learning}`,
    gbp: `${gbp}`,
    // "New local address family does not match old." (kernel 6.18)
    ...(familyOf(local) === 6 ? { family: 'inet6' } : {}),
  }),
  hasOwnMac: true,
  fixed: ['id', 'dstport', 'gbp', 'family'],
  firstMtu: (mtu) => mtu,
  isAdoptable: ({ external }) => !external,
  isFlannels: ({ vni, learning, external }, name) =>
    FAMILY_NAMES.some((family) => name === vxlanLinkName(family, vni)) && !learning && !external,
  settings: (name) => [acceptRaPath(name)],
  lower: ({ dev }) => dev,
  isWellFormed: ({ local, dev }) => isAddress(local) && orNone(isLinkName, dev),
  resolution: 'give the network another VNI',
};
