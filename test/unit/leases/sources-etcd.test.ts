import { describe, expect, it } from 'vitest';
import { checkNetConf } from '../../../src/config/index.ts';
import { familyFaults, readNodeSource } from '../../../src/leases/index.ts';
import { parseSource } from '../../../src/text/index.ts';
import {
  etcdJson,
  etcdPair,
  etcdPlain,
  pairsOf,
  publishedNodes,
  recorded,
} from '../../support/lease-writers.ts';
import { carried, names, netConfOf, plain, records, said } from './sources-support.ts';

const ROOT = '/coreos.com/network';
const NET_CONF = '{"Network":"10.244.0.0/16","Backend":{"Type":"vxlan"}}';

/** A listing of one lease with this key and value, beside a good one. */
const besides = (key: string, value: unknown): string =>
  etcdPlain([
    [`${ROOT}/subnets/${key}`, typeof value === 'string' ? value : JSON.stringify(value)],
    ...publishedNodes(1).map((node) => etcdPair(node)),
  ]);

describe('every recording of etcd', () => {
  it.each([
    ['vxlan-iptables', 3, 'vxlan'],
    ['vxlan-nft', 3, 'vxlan'],
    ['vxlan-nft-pods', 2, 'vxlan'],
    ['vxlan-direct', 3, 'vxlan'],
    ['vxlan-dual-iptables', 3, 'vxlan'],
    ['vxlan-dual-nft', 3, 'vxlan'],
    ['vxlan-iptables-dual-pods', 2, 'vxlan'],
    ['host-gw', 3, 'host-gw'],
    ['host-gw-dual-nft', 3, 'host-gw'],
    ['udp', 3, ''],
    ['v6only-vxlan-nft', 1, 'vxlan'],
  ])('%s is read whole, plain and as JSON, with its net-conf', async (folder, count, type) => {
    const text = recorded(folder, 'etcd.txt');
    const source = await records(text);
    expect(source).toMatchObject({ form: 'etcd', problems: [] });
    expect(source.entries).toHaveLength(count);
    expect(source.entries.every(({ backendType }) => backendType === type)).toBe(true);
    const fromJson = await records(etcdJson(pairsOf(text)));
    expect(plain(fromJson.entries)).toEqual(plain(source.entries));
    const { root, source: own } = await parseSource('net-conf.json', recorded(folder, 'net-conf.json'));
    const expected = root && checkNetConf(root, own).netConf;
    expect(expected).toBeDefined();
    expect(carried(source.netConf)).toEqual(expected);
    expect(carried(fromJson.netConf)).toEqual(expected);
  });
});

describe('a lease in etcd', () => {
  it('gives both families, the VNI, and a name made of its subnet', async () => {
    const { entries } = await records(recorded('vxlan-dual-nft', 'etcd.txt'));
    expect(plain(entries)[1]).toEqual({
      name: 'subnet-10.244.36.0-24',
      backendType: 'vxlan',
      shared: 42,
      ipv4: { publicIP: '10.200.0.1', pin: '10.244.36.0/24', data: { vtepMac: '76:60:e8:ac:14:bf' } },
      ipv6: { publicIP: 'fd00:200::1', pin: 'fd00:244:0:2::/64', data: { vtepMac: '92:c5:4b:2e:9a:0f' } },
    });
  });

  it.each([
    ['::1', 'a loopback'],
    ['fe80::1', 'a link-local'],
    ['febf::1', 'a link-local'],
    ['ff02::1', 'a multicast'],
  ])('may not be at %s', async (PublicIPv6, kind) => {
    const { entries } = await records(besides('10.1.1.0-24&fd00::-64', { PublicIP: '1.2.3.4', PublicIPv6 }));
    const why = expect.stringContaining(`${PublicIPv6} is ${kind} address`);
    expect(said({ problems: familyFaults(entries, undefined) })).toEqual([why]);
  });

  it('whose key has no IPv4 subnet is of IPv6 only', async () => {
    const { entries } = await records(recorded('v6only-vxlan-nft', 'etcd.txt'));
    expect(plain(entries)).toEqual([
      {
        name: 'subnet-fd00-244-0-6-64',
        backendType: 'vxlan',
        shared: 1,
        ipv6: { publicIP: 'fd00:200::2', pin: 'fd00:244:0:6::/64', data: { vtepMac: '3e:54:90:a6:31:53' } },
      },
    ]);
  });

  // The values of flannel's own tests (flannel-facts 3.1, 3.2).
  it.each([
    ['10.12.13.0-24', { ipv4: '10.12.13.0/24' }],
    ['10.12.13.0-24&fd00:12:13::-56', { ipv4: '10.12.13.0/24', ipv6: 'fd00:12:13::/56' }],
    ['0.0.0.0-0&fd00:12:13::-56', { ipv6: 'fd00:12:13::/56' }],
  ])('may have the key %s', async (key, subnets) => {
    const value = { PublicIP: '1.2.3.4', PublicIPv6: 'fd00::4', BackendType: 'host-gw' };
    const { entries, problems } = await records(besides(key, value));
    expect(problems).toEqual([]);
    expect({ ipv4: entries[0]?.ipv4?.pin, ipv6: entries[0]?.ipv6?.pin }).toEqual({
      ipv4: undefined,
      ipv6: undefined,
      ...subnets,
    });
  });

  it.each([
    '10',
    '10.12.13.0',
    '10.12.13-24',
    '10.12.13.300-24',
    '10.12.13.0-24hi',
    '&2001::-56',
    '10.12.13.0-24&:12:13:-56',
    '10.12.13.0-24&20011::-56',
    '10.12.13.0-24&2001-56',
    '10.12.13.0-24&2001::',
    '10.12.13.0-24&2001::-56hi',
    '10.12.13.0-32',
    '10.12.13.0-24&2001::-128',
    '10.12.13.5-24',
    '010.12.13.0-24',
    '0.0.0.0-0',
    '__proto__',
    '',
  ])('with the key %j is named and left out, alone', async (key) => {
    const source = await records(besides(key, { PublicIP: '1.2.3.4', PublicIPv6: null }));
    expect(said(source)).toEqual([`1:1 warning: lease ${JSON.stringify(key)}: its key names no subnet`]);
    expect(names(source.entries)).toEqual(['subnet-10.244.1.0-24']);
  });

  it.each<[string, object]>([
    ['{"PublicIP":"1.2.3.4","PublicIPv6":null}', { backendType: '', ipv4: { publicIP: '1.2.3.4' } }],
    ['{"PublicIP":"1.2.3.4"}', { backendType: '', ipv4: { publicIP: '1.2.3.4' } }],
    [
      '{"publicip":"1.2.3.4","BACKENDTYPE":"vxlan","backenddata":{"vtepmac":"C6:D2:32:6F:8F:44"}}',
      { backendType: 'vxlan', ipv4: { publicIP: '1.2.3.4', data: { vtepMac: 'c6:d2:32:6f:8f:44' } } },
    ],
    [
      '{"PublicIP":"192.168.64.3","PublicIPv6":null,"BackendType":"vxlan","BackendData":{"VNI":1,"VtepMAC":"c6:d2:32:6f:8f:44"}}',
      { shared: 1, ipv4: { publicIP: '192.168.64.3', data: { vtepMac: 'c6:d2:32:6f:8f:44' } } },
    ],
    [
      '{\n  "PublicIP": "1.2.3.4",\n  "BackendType": "host-gw"\n}\n',
      { backendType: 'host-gw', ipv4: { publicIP: '1.2.3.4' } },
    ],
  ])('may have the value %s', async (value, expected) => {
    const { entries, problems } = await records(besides('10.5.52.0-24', value));
    expect(problems).toEqual([]);
    expect(entries[0]).toMatchObject(expected);
    expect(entries).toHaveLength(2);
  });

  const vxlan = (BackendData: unknown) => ({ PublicIP: '1.2.3.4', BackendType: 'vxlan', BackendData });

  it.each<[unknown, string]>([
    ['', '1:1 warning: lease "10.5.52.0-24" has no value that can be read'],
    ['no JSON', '2:1 warning: lease "10.5.52.0-24": '],
    ['[]', '2:1 warning: lease "10.5.52.0-24": its value is not an object'],
    ['{"PublicIP":null}', '2:13 warning: lease "10.5.52.0-24": PublicIP is not text'],
    [{ PublicIP: 7 }, 'PublicIP is not text'],
    [{ PublicIP: '1.2.3.4', BackendType: 7 }, 'BackendType is not text'],
    ['{"PublicIP":"1.2.3.4","PublicIP":"1.2.3.5"}', 'the key PublicIP is written twice'],
    [{ PublicIPv6: null }, 'lease "10.5.52.0-24" has no public IP that goes with its subnet'],
    [
      { PublicIP: 'host' },
      '2:13 warning: the public IP of lease "10.5.52.0-24": "host" is not an IP address',
    ],
    [{ PublicIP: 'fd00::1' }, 'fd00::1 is not an IPv4 address'],
    [{ PublicIP: '127.0.0.1' }, '127.0.0.1 is a loopback address'],
    [{ PublicIP: '224.0.0.1' }, '224.0.0.1 is a multicast address'],
    [{ PublicIP: '255.255.255.255' }, '255.255.255.255 is a reserved address'],
    [{ PublicIP: '0.1.2.3' }, '0.1.2.3 is an unspecified address'],
    [vxlan(undefined), 'the backend data of lease "10.5.52.0-24" is missing'],
    [vxlan(null), 'the backend data of lease "10.5.52.0-24" is missing'],
    [vxlan('x'), 'is not an object with VNI and VtepMAC'],
    [vxlan({ VNI: 1 }), 'has no VtepMAC'],
    [vxlan({ VtepMAC: 'x' }), 'has the VtepMAC "x", which is not a MAC address'],
    [vxlan({ VtepMAC: '01:00:5e:00:00:01' }), '01:00:5e:00:00:01, which is not a unicast MAC address'],
    [vxlan({ VNI: 'one', VtepMAC: '02:00:00:00:00:01' }), 'has the VNI "one", which is not a whole number'],
  ])('with the value %j is named and left out, alone', async (value, expected) => {
    const text = besides('10.5.52.0-24', value);
    const source = await records(text);
    expect(said(source)).toEqual([expect.stringContaining(expected)]);
    expect(names(source.entries)).toEqual(['subnet-10.244.1.0-24']);
    const strict = await records(text, { strict: true });
    expect(said(strict)).toEqual([expect.stringContaining('error: ')]);
    expect(plain(strict.entries)).toEqual(plain(source.entries));
  });
});

describe('a listing of etcd', () => {
  const pairs = publishedNodes(3).map((node) => etcdPair(node, { prefix: '/kube/flannel' }));

  it.each([
    ['with another prefix', etcdPlain(pairs)],
    ['with another prefix, as JSON', etcdJson(pairs)],
    ['with a prefix that starts without a slash', etcdPlain(pairs).replaceAll('/kube/', 'kube/')],
    ['with line ends of Windows', etcdPlain(pairs).replaceAll('\n', '\r\n')],
    ['of all of etcd', etcdPlain([['/registry/pods/a', 'k8s\u0000\n\u0012'], ...pairs, ['/zzz', '{']])],
    ['with a config of another program', etcdPlain([['/registry/config', 'x'], ...pairs])],
  ])('%s is read', async (_, text) => {
    const source = await records(text);
    expect(source.problems).toEqual([]);
    expect(names(source.entries)).toEqual(['1', '2', '3'].map((n) => `subnet-10.244.${n}.0-24`));
  });

  it('points into the value of a record that it has in base64', async () => {
    const { problems } = await records(etcdJson([[`${ROOT}/subnets/10.1.1.0-24`, '{\n "PublicIP": null}']]));
    expect(problems[0]?.location).toEqual({
      file: 'nodes (/coreos.com/network/subnets/10.1.1.0-24)',
      line: 2,
      column: 14,
    });
    expect(problems[0]?.excerpt).toContain('null');
  });

  it.each<[string, string, string]>([
    [
      'of two networks',
      etcdPlain([...pairs, ...publishedNodes(1).map((node) => etcdPair(node))]),
      'of 2 networks',
    ],
    [
      'with nothing in it',
      '{"header":{"cluster_id":1,"member_id":2,"revision":3,"raft_term":4}}',
      'no network of',
    ],
    ['of something else', etcdJson([['/registry/pods/a', 'x']]), 'there is no network of flannel'],
    ['of keys only', `${ROOT}/config\n\n${ROOT}/subnets/10.1.1.0-24\n\n`, 'keys without their values'],
    [
      'of values only',
      `${NET_CONF}\n{"PublicIP":"1.2.3.4","PublicIPv6":null}\n`,
      'values without their keys',
    ],
    ['in hexadecimal', '\\x2f\\x63\\x6f\n\\x7b\\x7d\n', 'in hexadecimal'],
    ['by fields', '"ClusterID" : 148416\n"Key" : "/coreos.com/network/config"\n', 'field by field'],
  ])('%s is refused', async (_, text, expected) => {
    const source = await records(text);
    expect(source.entries).toEqual([]);
    expect(said(source)).toEqual([expect.stringContaining(expected)]);
    expect(said(source)[0]).toContain('error');
  });

  it('as JSON with a key or a value that is not base64 names that record', async () => {
    const [good] = pairs;
    if (good === undefined) throw new Error('no pair');
    const { kvs } = JSON.parse(etcdJson([good])) as { kvs: object[] };
    const source = await records(JSON.stringify({ kvs: [...kvs, { key: '%' }, { ...kvs[0], value: '%' }] }));
    expect(names(source.entries)).toEqual(['subnet-10.244.1.0-24']);
    expect(said(source)).toEqual([
      expect.stringContaining("warning: a record of etcd's has no key that can be read"),
      expect.stringContaining('warning: lease "10.244.1.0-24" has no value that can be read'),
    ]);
  });

  it('leaves a net-conf that can not be read to those who need it', async () => {
    const source = await records(etcdPlain([[`${ROOT}/config`, '{"Network":'], ...pairs.slice(0, 0)]));
    expect(source.problems).toEqual([]);
    expect(source.netConf?.root).toBeUndefined();
    expect(source.netConf?.problems).not.toEqual([]);
  });

  it('is not what a node list or a plan is taken for', async () => {
    const forms = [
      '- name: a\n  publicIP: 1.2.3.4\n',
      'kind: SubnetPlan\n',
      'netConf: {}\n',
      'nodes: []\n',
      '',
      '%',
    ];
    const found = await Promise.all(forms.map(async (text) => (await readNodeSource('x', text)).form));
    expect(found).toEqual(['list', 'plan', 'plan', 'list', 'list', 'list']);
  });
});

it('flannel’s worked net-confs have their derived values', async () => {
  const usual = await netConfOf({ Network: '10.3.0.0/16', Backend: { Type: 'vxlan' } });
  expect(usual.ipv4).toMatchObject({ subnetLen: 24, subnetMin: '10.3.1.0', subnetMax: '10.3.255.0' });
  const dual = { EnableIPv4: false, EnableIPv6: true, IPv6Network: 'fc00::/48', Backend: { Type: 'vxlan' } };
  expect((await netConfOf(dual)).ipv6).toMatchObject({
    subnetLen: 64,
    subnetMin: 'fc00:0:0:1::',
    subnetMax: 'fc00:0:0:ffff::',
  });
});
