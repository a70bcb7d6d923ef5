import {
  type EnabledFamilies,
  largestNamedVni,
  VXLAN_OVERHEAD,
  VXLAN_PORT,
  VXLAN_VNI,
  vxlanLinkName,
} from '../../flannel/index.ts';
import { FAMILY_NAMES, LINK_NAME_MAX, type LinkName } from '../../net/index.ts';
import type { Read, Reporter } from '../../text/index.ts';
import type { BackendConfig, BackendValues, ConfigRules } from '../base/config.ts';

/** flannel's vxlan backend (flannel-facts 2.1). */
export interface VxlanConfig extends BackendConfig {
  readonly type: 'vxlan';
  readonly vni: number;
  /** UDP port. */
  readonly port: number;
  /** The MTU that replaces the uplink's before the overhead is subtracted. */
  readonly mtu?: number;
  readonly gbp: boolean;
  readonly learning: boolean;
  readonly directRouting: boolean;
}

export const isVxlan = (backend: BackendConfig): backend is VxlanConfig => backend.type === 'vxlan';

const WINDOWS_ONLY = 'only flanneld on Windows reads it';

/** Its part of the net-conf (flannel-facts 2.1). */
export const vxlanConfigRules: ConfigRules<VxlanConfig> = {
  keys: { VNI: 'whole', Port: 'whole', MTU: 'whole', GBP: 'flag', Learning: 'flag', DirectRouting: 'flag' },
  ignored: { MacPrefix: WINDOWS_ONLY, Name: WINDOWS_ONLY },
  read: readConfig,
  explain: (config, families) => {
    const devices = linkNames(config, families);
    return {
      document: { ...config, ...(devices.length > 0 ? { devices } : {}) },
      rows: [
        ['backend', inWords(config, devices)],
        ['MTU', mtuInWords(config, families)],
      ],
    };
  },
};

function readConfig(
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

const numberOr = (read: Read<unknown> | undefined, byDefault: number): number =>
  typeof read?.value === 'number' ? read.value : byDefault;

const linkNames = ({ vni }: Pick<VxlanConfig, 'vni'>, families: EnabledFamilies): LinkName[] =>
  FAMILY_NAMES.filter((family) => families[family]).map((family) => vxlanLinkName(family, vni));

function checkVni(
  read: Read<unknown> | undefined,
  families: EnabledFamilies,
  report: Reporter,
): number | undefined {
  const vni = numberOr(read, VXLAN_VNI);
  if (read === undefined || typeof read.value !== 'number') return read === undefined ? vni : undefined;
  const most = largestNamedVni(families.ipv6 ? 'ipv6' : 'ipv4');
  if (vni >= 0 && vni <= most) return vni;
  const name = linkNames({ vni }, families).at(-1) ?? '';
  const message =
    vni < 0
      ? `VNI ${vni} is negative`
      : `VNI ${vni} gives the device name ${name} of ${name.length} characters; the kernel takes ${LINK_NAME_MAX}`;
  const why = families.ipv6 ? ' while IPv6 is on' : '';
  const said = 'flanneld says: failed to create vxlan device: numerical result out of range.';
  report.error(read.at, message, `Take 0 to ${most}${why}. ${said}`);
  return undefined;
}

const inWords = (
  { vni, port, directRouting, gbp, learning }: VxlanConfig,
  devices: readonly string[],
): string =>
  [
    `vxlan on ${devices.join(' and ')}, VNI ${vni}, UDP port ${port}`,
    ...(directRouting ? ['direct routes to nodes on the same link'] : []),
    ...(gbp ? ['group policy'] : []),
    ...(learning ? ['MAC learning'] : []),
  ].join(', ');

/**
 * The row for the pods' MTU. Over IPv6 vxlan has 20 bytes more overhead than flanneld subtracts (flannel-facts 13.2).
 */
function mtuInWords({ mtu }: VxlanConfig, { ipv6 }: EnabledFamilies): string {
  const base = mtu ?? 1500;
  const left = base - VXLAN_OVERHEAD.ipv4;
  const carried = ipv6 ? Math.min(left, Math.max(1500, base) - VXLAN_OVERHEAD.ipv6) : left;
  const on = mtu === undefined ? 'on an uplink of 1500' : `of MTU ${mtu}`;
  const more = ipv6 ? `, over IPv6 ${VXLAN_OVERHEAD.ipv6}` : '';
  const flanneld = carried < left ? `; flanneld tells them ${left}` : '';
  return `${carried} for pods ${on}: vxlan takes ${VXLAN_OVERHEAD.ipv4} bytes of each packet${more}${flanneld}`;
}
