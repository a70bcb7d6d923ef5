import { describe, expect, it } from 'vitest';
import { type LinkJson, readLinks } from '../../../src/host/observe/links/links.ts';
import type { HostObject } from '../../../src/state/index.ts';
import { recorded } from '../../support/recorded.ts';

const linksOf = async (folder: string): Promise<HostObject[]> =>
  readLinks(await recorded<LinkJson[]>(`${folder}/addr.json`));

/** Links that are of no kind of ours, by name, MAC and MTU. */
const veth = (name: string, mac: string, mtu: number) => ({
  kind: 'link',
  name,
  spec: { type: 'other', kind: 'veth' },
  mac,
  mtu,
  group: 0,
  alias: '',
  up: true,
});

const address = (dev: string, text: string) => ({ kind: 'address', dev, address: text });

const LO = { ...veth('lo', '00:00:00:00:00:00', 65536), spec: { type: 'other', kind: 'device' } };

const vtep = (mac: string) => ({
  kind: 'link',
  name: 'flannel.1',
  spec: {
    type: 'vxlan',
    vni: 1,
    local: '10.200.0.1',
    dev: 'eth0',
    port: 8472,
    learning: false,
    gbp: false,
  },
  mac,
  mtu: 1450,
  txqlen: 0,
  group: 0,
  alias: '',
  up: true,
});

const UPLINK = [
  LO,
  address('lo', '127.0.0.1/8'),
  address('lo', '::1/128'),
  veth('eth0', '02:00:00:00:00:01', 1500),
  address('eth0', '10.200.0.1/24'),
  address('eth0', 'fd00:200::1/64'),
];

describe('links and addresses of a recorded host', () => {
  it.each([
    ['vxlan-nft', 'ee:66:cd:15:35:e7', '10.244.42.0/32'],
    ['vxlan-iptables', 'ea:ba:0f:27:c9:d9', '10.244.15.0/32'],
  ])('%s are read, with flanneld’s link as vxlan', async (folder, mac, local) => {
    const read = await linksOf(folder);
    expect(read).toEqual([...UPLINK, vtep(mac), address('flannel.1', local)]);
  });

  it('vxlan-nft-pods have the bridge of the CNI plugin and its ports', async () => {
    const read = await linksOf('vxlan-nft-pods');
    expect(read.slice(UPLINK.length)).toEqual([
      vtep('de:34:ba:26:1b:0d'),
      address('flannel.1', '10.244.58.0/32'),
      {
        kind: 'link',
        name: 'cni0',
        spec: { type: 'bridge' },
        mac: 'ea:4c:cf:2a:b5:c0',
        mtu: 1450,
        group: 0,
        alias: '',
        up: true,
      },
      address('cni0', '10.244.58.1/24'),
      veth('veth06fa61b3', 'f6:f9:06:9d:82:0b', 1450),
      veth('veth6062ba68', '96:e7:63:e5:13:95', 1450),
    ]);
  });

  it('nexthops have our marks: group and alias, and no queue', async () => {
    const read = await linksOf('nexthops');
    expect(read.filter((object) => 'alias' in object && object.alias !== '')).toEqual([
      {
        ...vtep('0e:2a:0a:f4:01:01'),
        spec: { ...vtep('').spec, local: '192.168.77.1', gbp: true },
        group: 17996,
        alias: 'flannelctl overlay 10.244.0.0/16',
      },
    ]);
  });

  it('leave out link-local addresses and the empty objects that ip prints for filtered links', () => {
    const linkLocal = { family: 'inet6', local: 'fe80::1', prefixlen: 64, scope: '253' };
    const json: LinkJson[] = [{}, { ifname: 'x0', addr_info: [linkLocal] }, {}];
    expect(readLinks(json).map(({ kind }) => kind)).toEqual(['link']);
  });
});
