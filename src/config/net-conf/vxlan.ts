import {
  largestNamedVni,
  VXLAN_OVERHEAD,
  VXLAN_PORT,
  VXLAN_VNI,
  vxlanLinkName,
} from '../../flannel/index.ts';
import { LINK_NAME_MAX } from '../../net/index.ts';
import type { Reporter } from '../../text/index.ts';
import type { VxlanConfig } from '../types.ts';
import type { BackendValues } from './backend-values.ts';
import type { EnabledFamilies } from './mtu.ts';
import { leastMtu } from './mtu.ts';
import type { Read } from './values.ts';

/** The vxlan backend's configuration, its defaults filled in (flannel-facts 2.1); undefined if the VNI is wrong. */
export function vxlanConfig(
  values: BackendValues,
  families: EnabledFamilies,
  report: Reporter,
): VxlanConfig | undefined {
  const vni = checkVni(values.get('VNI'), families, report);
  if (vni === undefined) return undefined;
  const mtu = values.get('MTU')?.value;
  return {
    type: 'vxlan',
    vni,
    port: numberOr(values.get('Port'), VXLAN_PORT),
    ...(typeof mtu === 'number' ? { mtu } : {}),
    gbp: values.get('GBP')?.value === true,
    learning: values.get('Learning')?.value === true,
    directRouting: values.get('DirectRouting')?.value === true,
  };
}

/** The least `MTU` that a net-conf with the vxlan backend may have. */
export const leastVxlanMtu = (families: EnabledFamilies): number => leastMtu(VXLAN_OVERHEAD, families);

const numberOr = (read: Read<unknown> | undefined, byDefault: number): number =>
  typeof read?.value === 'number' ? read.value : byDefault;

/** The names of the vxlan devices of a net-conf, one for each family that is on. */
export const vxlanDevices = (vni: number, { ipv4, ipv6 }: EnabledFamilies): readonly string[] => [
  ...(ipv4 ? [vxlanLinkName('ipv4', vni)] : []),
  ...(ipv6 ? [vxlanLinkName('ipv6', vni)] : []),
];

function checkVni(
  read: Read<unknown> | undefined,
  families: EnabledFamilies,
  report: Reporter,
): number | undefined {
  const vni = numberOr(read, VXLAN_VNI);
  if (read === undefined || typeof read.value !== 'number') return read === undefined ? vni : undefined;
  const most = largestNamedVni(families.ipv6 ? 'ipv6' : 'ipv4');
  if (vni >= 0 && vni <= most) return vni;
  const name = vxlanDevices(vni, families).at(-1) ?? '';
  const message =
    vni < 0
      ? `VNI ${vni} is negative`
      : `VNI ${vni} gives the device name ${name} of ${name.length} characters; the kernel takes ${LINK_NAME_MAX}`;
  const why = families.ipv6 ? ' while IPv6 is on' : '';
  const said = 'flanneld says: failed to create vxlan device: numerical result out of range.';
  report.error(read.at, message, `Take 0 to ${most}${why}. ${said}`);
  return undefined;
}
