import { describe, expect, it } from 'vitest';
import { readFdb } from '../../../src/host/observe/fdb.ts';
import type { Item } from '../../../src/host/observe/json/fields.ts';
import { toDestination } from '../../../src/host/observe/json/names.ts';
import { readNeighbors } from '../../../src/host/observe/neighbors.ts';
import { readNexthops } from '../../../src/host/observe/nexthops.ts';
import { readRoutes } from '../../../src/host/observe/routes.ts';
import { recorded } from '../../support/recorded.ts';

const list = async (file: string): Promise<Item[]> => recorded<Item[]>(file);

const neighbor = (dst: string, lladdr: string, protocol = 0) => ({
  kind: 'neighbor',
  dst,
  dev: 'flannel.1',
  lladdr,
  protocol,
});
const fdb = (mac: string, dst: string) => ({ kind: 'fdb', mac, dev: 'flannel.1', dst });

describe('neighbours', () => {
  it.each([
    [
      'vxlan-nft',
      [neighbor('10.244.18.0', '7e:7c:0f:65:5a:38'), neighbor('10.244.49.0', '9e:fc:3b:55:2d:ed')],
    ],
    ['vxlan-nft-pods', [neighbor('10.244.21.0', '56:17:33:42:44:2f')]],
    [
      'nexthops',
      [
        neighbor('10.244.2.0', '0e:2a:0a:f4:02:01', 140),
        neighbor('10.244.20.0', '0e:2a:0a:f4:14:01', 140),
        neighbor('10.244.3.0', '0e:2a:0a:f4:03:01', 140),
      ],
    ],
  ])('of %s are the permanent ones, in the order of their text', async (folder, expected) => {
    const json = await list(`${folder}/neigh.json`);
    expect(readNeighbors(json)).toEqual(expected);
    expect(readNeighbors(json.toReversed())).toEqual(expected);
  });
});

describe('FDB entries', () => {
  it.each([
    ['vxlan-nft', [fdb('7e:7c:0f:65:5a:38', '10.200.0.2'), fdb('9e:fc:3b:55:2d:ed', '10.200.0.3')]],
    ['vxlan-nft-pods', [fdb('56:17:33:42:44:2f', '10.200.0.2')]],
    [
      'nexthops',
      [
        fdb('00:00:00:00:00:00', '192.168.77.2'),
        fdb('0e:2a:0a:f4:02:01', '192.168.77.2'),
        fdb('0e:2a:0a:f4:03:01', '192.168.77.3'),
      ],
    ],
  ])('of %s are the permanent ones that lead to a VTEP, in order', async (folder, expected) => {
    const json = await list(`${folder}/fdb.json`);
    expect(readFdb(json)).toEqual(expected);
    expect(readFdb(json.toReversed())).toEqual(expected);
  });
});

/** Of a recording of all tables, what `ip route show table main` lists. */
const mainTable = async (folder: string): Promise<Item[]> => {
  const all = await recorded<Item[]>(`${folder}/route4.json`);
  return all.filter(({ table }) => table === undefined || table === '254');
};

describe('routes', () => {
  it('of flanneld are plain, and read with their gateway', async () => {
    const plain = (dst: string) => ({
      kind: 'route',
      dst,
      via: dst.replace('/24', ''),
      dev: 'flannel.1',
      onlink: true,
      protocol: 3,
    });
    expect(readRoutes(await mainTable('vxlan-nft'), 4)).toEqual([
      { kind: 'route', dst: '0.0.0.0/0', via: '10.200.0.254', dev: 'eth0', protocol: 3 },
      { kind: 'route', dst: '10.200.0.0/24', dev: 'eth0', protocol: 2 },
      plain('10.244.18.0/24'),
      plain('10.244.49.0/24'),
    ]);
  });

  it('by nexthop are read with the id, and of every other form so that they can be named', async () => {
    const ours = (dst: string, nhid: number) => ({
      kind: 'route',
      dst,
      nhid,
      via: dst.replace('/24', ''),
      dev: 'flannel.1',
      onlink: true,
      protocol: 140,
    });
    expect(readRoutes(await mainTable('nexthops'), 4)).toEqual([
      // Protocol boot is not printed.
      { kind: 'route', dst: '0.0.0.0/0', via: '192.168.77.254', dev: 'eth0', protocol: 3 },
      { kind: 'route', dst: '10.9.0.0/16', nhid: 10, protocol: 3 },
      { kind: 'route', dst: '10.10.0.0/16', protocol: 3 },
      ours('10.244.2.0/24', 1174405122),
      ours('10.244.3.0/24', 1174405123),
      { kind: 'route', dst: '10.244.4.0/24', via: '10.244.4.0', dev: 'flannel.1', onlink: true, protocol: 3 },
      { kind: 'route', dst: '192.0.2.1/32', dev: 'eth0', protocol: 4 },
      { kind: 'route', dst: '192.168.77.0/24', dev: 'eth0', protocol: 2 },
      { kind: 'route', type: 'blackhole', dst: '198.51.100.0/24', protocol: 3 },
      { kind: 'route', dst: '203.0.113.0/24', protocol: 140 },
    ]);
  });

  it.each([
    ['default', '0.0.0.0/0'],
    ['10.244.1.0/24', '10.244.1.0/24'],
    ['192.0.2.1', '192.0.2.1/32'],
    ['fd00::1', 'fd00::1/128'],
  ])('to %s go to %s', (dst, expected) => {
    expect(toDestination(dst, 4)).toBe(expected);
  });
});

describe('nexthops', () => {
  it('of every form are read, since an id can be taken by any of them', async () => {
    const foreign = { kind: 'nexthop', via: '', dev: '', onlink: false, protocol: 4 };
    const ours = (id: number, via: string) => ({
      kind: 'nexthop',
      id,
      via,
      dev: 'flannel.1',
      onlink: true,
      protocol: 140,
    });
    expect(readNexthops(await list('nexthops/nexthop.json'))).toEqual([
      { ...foreign, id: 7, via: '192.168.77.254', dev: 'eth0' },
      { ...foreign, id: 8, dev: 'eth0' },
      { ...foreign, id: 9 },
      { ...foreign, id: 10 },
      { ...foreign, id: 11, via: '192.168.77.253', dev: 'eth0' },
      ours(1174405122, '10.244.2.0'),
      ours(1174405123, '10.244.3.0'),
    ]);
  });
});
