import { describe, expect, it } from 'vitest';
import { readFdb } from '../../../src/host/observe/fdb.ts';
import type { Item } from '../../../src/host/observe/json/fields.ts';
import { type LinkJson, readLinks } from '../../../src/host/observe/links/links.ts';
import { readNeighbors } from '../../../src/host/observe/neighbors.ts';
import { readRoutes } from '../../../src/host/observe/routes.ts';
import { readIptables } from '../../../src/host/observe/rules/iptables-rules.ts';
import { recorded, recordedText } from '../../support/recorded.ts';

describe('the IPv6 half of a recorded dual-stack host', () => {
  it('has a link whose outer addresses are of IPv6', async () => {
    const read = readLinks(await recorded<LinkJson[]>('vxlan-dual-nft/addr.json'));
    expect(read.filter((object) => object.kind === 'address' && object.dev === 'flannel-v6.42')).toEqual([
      { kind: 'address', dev: 'flannel-v6.42', address: 'fd00:244:0:2::/128' },
    ]);
    expect(read.find((object) => object.kind === 'link' && object.name === 'flannel-v6.42')).toMatchObject({
      spec: { type: 'vxlan', vni: 42, port: 4789, local: 'fd00:200::1', dev: 'eth0' },
    });
  });

  it('has the routes to peers, with the metric of those that have none of their own', async () => {
    const all = await recorded<Item[]>('vxlan-dual-nft/route6.json');
    const main = all.filter(({ table }) => table === '254');
    const route = (dst: string, via: string) => ({
      kind: 'route',
      dst,
      via,
      dev: 'flannel-v6.42',
      onlink: true,
      protocol: 3,
    });
    expect(readRoutes(main, 6)).toEqual([
      route('fd00:244:0:4a::/64', 'fd00:244:0:4a::'),
      route('fd00:244:0:56::/64', 'fd00:244:0:56::'),
      { kind: 'route', dst: '::/0', via: 'fd00:200::fe', dev: 'eth0', protocol: 3 },
    ]);
  });

  it('has permanent neighbours and FDB entries', async () => {
    const neighbors = readNeighbors(await recorded<Item[]>('vxlan-dual-nft/neigh.json'));
    expect(neighbors.filter(({ dev }) => dev === 'flannel-v6.42').map(({ dst }) => dst)).toEqual([
      'fd00:244:0:4a::',
      'fd00:244:0:56::',
    ]);
    const fdb = readFdb(await recorded<Item[]>('vxlan-dual-nft/fdb.json'));
    expect(fdb.filter(({ dev }) => dev === 'flannel-v6.42').map(({ dst }) => dst)).toEqual([
      'fd00:200::2',
      'fd00:200::3',
    ]);
  });

  it('has rules in ip6tables, each of a form that is known', async () => {
    const found = readIptables('ip6', await recordedText('vxlan-dual-iptables/ip6tables-save.txt'));
    expect(found.map(({ table }) => table)).toEqual(['nat', 'filter']);
    const rules = found.flatMap(({ chains }) => chains.flatMap((chain) => chain.rules));
    expect(rules).toHaveLength(8);
    expect(rules.filter((rule) => 'unknown' in rule)).toEqual([]);
  });
});
