import { describe, expect, it } from 'vitest';
import { type Probe, targetOf } from '../../src/host/index.ts';
import { readNameServers } from '../../src/host/name-servers.ts';
import type { Address, LinkName, NodeName, Prefix } from '../../src/net/index.ts';
import { type Neighborhood, probesOf } from '../../src/node/probes.ts';

const node = (name: string, publicIP: string) => ({
  name: name as NodeName,
  ipv4: { publicIP: publicIP as Address, subnet: '10.244.9.0/24' as Prefix },
});

const six = (publicIP: string) => ({
  ipv6: { publicIP: publicIP as Address, subnet: 'fd00:10:244:9::/64' as Prefix },
});

const asked = (around: Partial<Neighborhood>): string[] =>
  probesOf({ gateways: [], nameServers: [], record: undefined, ...around }).map(
    (probe: Probe) => `${probe.kind}: ${probe.name} ${targetOf(probe)}`,
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
