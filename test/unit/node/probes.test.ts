import { describe, expect, it } from 'vitest';
import type { Probe } from '../../../src/host/index.ts';
import { readNameServers } from '../../../src/host/name-servers.ts';
import {
  type Address,
  type LinkName,
  type Mac,
  type NodeName,
  type Prefix,
  zonedAddress,
} from '../../../src/net/index.ts';
import { type Neighborhood, probesOf } from '../../../src/node/terms/probes.ts';
import type { Change } from '../../../src/state/index.ts';

const node = (name: string, publicIP: string) => ({
  name: name as NodeName,
  ipv4: { publicIP: publicIP as Address, subnet: '10.244.9.0/24' as Prefix },
});

const six = (publicIP: string) => ({
  ipv6: { publicIP: publicIP as Address, subnet: 'fd00:10:244:9::/64' as Prefix },
});

const asked = (around: Partial<Neighborhood>): string[] =>
  probesOf({ gateways: [], nameServers: [], changes: [], record: undefined, ...around }).map(
    (probe: Probe) => `${probe.kind}: ${probe.name} ${zonedAddress(probe)}`,
  );

const gateway = (address: string, dev = 'eth0') => ({ address: address as Address, dev: dev as LinkName });

const [n1, n2, n3] = [node('n1', '192.168.1.1'), node('n2', '192.168.1.2'), node('n3', '192.168.1.3')];
const record = { name: n1.name, plan: { nodes: [n1, n2] } };

describe('whom a change must not cut off', () => {
  it('are gateways, peers that stay, come or leave, and name servers', () => {
    const around = {
      gateways: [
        gateway('192.168.1.254'),
        gateway('fd00:1::ff'),
        gateway('fe80::1'),
        gateway('fe80::1', 'eth1'),
      ],
      nameServers: ['127.0.0.53' as Address],
      record,
      spec: { peers: [n3] },
    };
    expect(asked(around)).toEqual([
      'gateway: default gateway 192.168.1.254',
      'gateway: default gateway fd00:1::ff',
      'gateway: default gateway fe80::1%eth0',
      'gateway: default gateway fe80::1%eth1',
      'peer: peer n3 192.168.1.3',
      'peer: peer n2 192.168.1.2',
      'nameserver: name server 127.0.0.53',
    ]);
  });

  it('are the peers that it had, of a node that is taken down', () => {
    expect(asked({ record })).toEqual(['peer: peer n2 192.168.1.2']);
  });

  it('is nobody, of a node on its own', () => {
    expect(asked({})).toEqual([]);
    expect(asked({ spec: { peers: [] } })).toEqual([]);
  });

  it('are those at an old and at a new address; nobody twice', () => {
    const moved = node('n2', '192.168.1.22');
    expect(asked({ record, spec: { peers: [moved] } })).toEqual([
      'peer: peer n2 192.168.1.22',
      'peer: peer n2 192.168.1.2',
    ]);
    expect(asked({ record, spec: { peers: [n2] } })).toEqual(['peer: peer n2 192.168.1.2']);
  });

  it('are those of both families, each by itself', () => {
    const around = {
      record,
      spec: {
        peers: [
          { ...n2, ...six('fd00::2') },
          { name: n3.name, ...six('fd00::3') },
        ],
      },
    };
    expect(asked(around)).toEqual([
      'peer: peer n2 192.168.1.2',
      'peer: peer n2 fd00::2',
      'peer: peer n3 fd00::3',
    ]);
  });

  describe('of many peers', () => {
    const many = Array.from({ length: 1000 }, (_, i) => node(`m${i}`, `10.0.${i >> 8}.${i & 255}`));
    const fdb = (dst: string, peer?: string): Change => ({
      action: 'create',
      key: `fdb ${dst}`,
      to: {
        kind: 'fdb',
        dev: 'flannel.1' as LinkName,
        mac: '0e:2a:00:00:00:01' as Mac,
        dst: dst as Address,
        ...(peer === undefined ? {} : { peer: peer as NodeName }),
      },
    });
    const removed = (dst: string): Change => ({
      action: 'delete',
      key: `fdb ${dst}`,
      from: (fdb(dst) as Extract<Change, { action: 'create' }>).to,
    });

    it('is a sample, and those that the change touches come first', () => {
      const probes = asked({ spec: { peers: many }, changes: [fdb('10.0.2.1', 'm513')] });
      expect(probes).toHaveLength(17);
      expect(probes[0]).toBe('peer: peer m513 10.0.2.1');
    });

    it('is a sample of those that it touches, too', () => {
      const changes = many.map(({ name, ipv4: { publicIP } }) => fdb(publicIP, name));
      const probes = asked({ spec: { peers: many }, changes });
      expect(probes).toHaveLength(16);
      expect(new Set(probes.map((probe) => probe.split('.')[2])).size).toBe(4);
    });

    it('is the one that leaves, by its address', () => {
      const gone = { name: n1.name, plan: { nodes: [n1, ...many] } };
      const probes = asked({ record: gone, spec: { peers: [] }, changes: [removed('10.0.3.0')] });
      expect(probes[0]).toBe('peer: peer m768 10.0.3.0');
    });
  });

  it('is someone both as a peer and as a name server', () => {
    expect(asked({ nameServers: [n2.ipv4.publicIP], record })).toEqual([
      'peer: peer n2 192.168.1.2',
      'nameserver: name server 192.168.1.2',
    ]);
  });
});

describe('name servers', () => {
  it.each([
    ['nameserver 10.0.0.1\nnameserver fd00::1\n', ['10.0.0.1', 'fd00::1']],
    ['# nameserver 10.0.0.1\n;nameserver 10.0.0.2\n  nameserver\t10.0.0.3 # ours\r\n', ['10.0.0.3']],
    [
      'search a b\noptions edns0\nnameserver fe80::1%eth0\nnameserver\nnameserver x\nnameservers 10.0.0.1',
      [],
    ],
    [
      'nameserver 10.0.0.1\nnameserver 10.0.0.1\nnameserver 10.0.0.2\nnameserver 10.0.0.3',
      ['10.0.0.1', '10.0.0.2'],
    ],
    ['\0\0nameserver', []],
    ['', []],
  ])('are read out of %j', (text, expected) => {
    expect(readNameServers(text)).toEqual(expected);
  });
});
