import type { AddressJson, LinkJson } from '../../../src/host/observe/links/links.ts';
import type { Reach as HostReach, Uplink, UplinkChoice } from '../../../src/host/uplink/types.ts';
import { chooseUplink } from '../../../src/node/uplink/choose.ts';
import type { UplinkFacts as HostSight } from '../../../src/node/uplink/match.ts';
import { patternReader } from '../../../src/node/uplink/regex.ts';
import type { Plain } from '../../support/recorded.ts';

export type UplinkFacts = Plain<HostSight>;
export type Reach = Plain<HostReach>;
export type Shown = readonly [local: string, more?: Partial<AddressJson>];

export const link = (
  ifname: string,
  addresses: readonly Shown[] = [],
  more: Partial<LinkJson> = {},
): LinkJson => ({
  ifname,
  mtu: 1500,
  flags: ['UP'],
  group: '0',
  addr_info: addresses.map(([local, rest]) => ({
    local,
    family: local.includes(':') ? 'inet6' : 'inet',
    ...rest,
  })),
  ...more,
});

export const bridge = { linkinfo: { info_kind: 'bridge' } };
export const veth = (master: string) => ({ master, linkinfo: { info_kind: 'veth' } });

/** A host with everything: two real links, what flannel makes, what docker makes. */
const LINKS: readonly LinkJson[] = [
  link('lo', [['127.0.0.1'], ['::1']], { flags: ['LOOPBACK', 'UP'], mtu: 65536 }),
  link('eth0', [['192.168.1.1'], ['192.168.1.9', { secondary: true }], ['fd00:1::1'], ['fe80::1']]),
  link('eth1', [['169.254.7.7'], ['10.9.0.1'], ['10.9.0.2'], ['fe80::2'], ['fd00:9::1'], ['fd00:9::2']]),
  link('eth2', [['172.16.0.1']]),
  link('ens3', [['fd00:3::1']]),
  link('eth4'),
  link('cni0', [['10.244.1.1']], bridge),
  link('flannel.1', [['10.244.1.0']]),
  link('overlay7', [['10.245.1.0']], { group: '17996' }),
  link('docker0', [['172.17.0.1']], bridge),
  link('vethd', [['fe80::99']], veth('docker0')),
  link('kube-ipvs0', [['10.96.0.1']]),
];

const SIGHT: Omit<UplinkFacts, 'patterns'> = {
  links: LINKS,
  defaultRoutes: { 4: [{ dev: 'eth0' }, { dev: 'eth1' }], 6: [{ dev: 'eth0' }] },
};

export type Given = Partial<
  Omit<UplinkChoice, 'publicIP' | 'publicIPv6' | 'canReach' | 'remembered' | 'former' | 'rememberedAddresses'>
> & {
  readonly publicIP?: string;
  readonly publicIPv6?: string;
  readonly canReach?: string;
  readonly remembered?: string;
  readonly former?: string;
  readonly rememberedAddresses?: readonly string[];
};

const readPatterns = await patternReader();

const asChoice = (given: Given): UplinkChoice =>
  ({ iface: [], ifaceRegex: [], families: [4], ...given }) as UplinkChoice;

export const choose = (given: Given, sight: Partial<UplinkFacts> = {}): Uplink =>
  chooseUplink(asChoice(given), {
    ...SIGHT,
    ...sight,
    patterns: readPatterns(given.ifaceRegex ?? []),
  } as HostSight);

/** The link, its addresses, and what it was chosen by, as one line. */
export function chosen(given: Given, sight: Partial<UplinkFacts> = {}): string {
  const { name, addresses, by } = choose(given, sight);
  return [name, addresses.ipv4, addresses.ipv6, by].filter(Boolean).join(' ');
}

export const DUAL = { families: [4, 6] } as const;
export const V6 = { families: [6] } as const;
