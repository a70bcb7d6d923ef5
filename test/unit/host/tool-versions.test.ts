import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { fateOf } from '../../../src/checks/firewall/fate.ts';
import { iptablesFilterChains } from '../../../src/checks/firewall/iptables.ts';
import { nftFilterChains } from '../../../src/checks/firewall/nft.ts';
import type { FilterChain, Packet } from '../../../src/checks/firewall/packet.ts';
import { filterTableOf } from '../../../src/host/facts/filter-rules.ts';
import { readFdb } from '../../../src/host/observe/fdb.ts';
import { Unreadable } from '../../../src/host/observe/json/fields.ts';
import { parseList } from '../../../src/host/observe/json/parse-json.ts';
import { linksOf } from '../../../src/host/observe/links/link-fields.ts';
import { readLinks } from '../../../src/host/observe/links/links.ts';
import { readNeighbors } from '../../../src/host/observe/neighbors.ts';
import { readNexthops } from '../../../src/host/observe/nexthops.ts';
import { readRoutes, routesOf } from '../../../src/host/observe/routes.ts';
import { readBaseChains, readIptables } from '../../../src/host/observe/rules/iptables-rules.ts';
import { chainsIn, type NftList, nftObjects, tablesIn } from '../../../src/host/observe/rules/list-nft.ts';
import { isMoreThanOurs, readNftTable } from '../../../src/host/observe/rules/nft-rules.ts';
import { defaultRoutesOf, reachOf } from '../../../src/host/uplink/routes.ts';
import type { Address } from '../../../src/net/index.ts';
import { usableAddresses } from '../../../src/node/uplink/addresses.ts';

/** What tools of several versions printed of the same host; test/golden/tools/record.sh made it. */
const GOLDEN = path.resolve(import.meta.dirname, '../../golden/tools');

const golden = (version: string, file: string): string =>
  readFileSync(path.join(GOLDEN, version, file), 'utf8');

const versionsOf = (tool: string): string[] =>
  readdirSync(GOLDEN).filter((name) => name.startsWith(`${tool}-`));

/** That a reader makes the same of what every version printed; gives what that is. */
function expectAlike<T>(tool: string, file: string, read: (text: string, version: string) => T): T {
  const versions = versionsOf(tool);
  const [first, ...others] = versions.map((version) => read(golden(version, file), version));
  expect(versions.length).toBeGreaterThan(3);
  for (const [i, other] of others.entries()) expect(other, versions[i + 1]).toEqual(first);
  return first as T;
}

const count = (objects: readonly { readonly kind: string }[], kind: string): number =>
  objects.filter((object) => object.kind === kind).length;

describe('every version of iproute2 is read alike', () => {
  it('links and addresses', () => {
    const links = expectAlike('iproute2', 'address.json', (text) =>
      // 5.9 says nothing more of a vxlan link that takes its VNIs from elsewhere.
      readLinks(linksOf(parseList(text))).filter((link) => link.kind !== 'link' || link.name !== 'vx11'),
    );
    expect(count(links, 'link')).toBe(11);
    const ours = links.find((link) => link.kind === 'link' && link.name === 'flannel.1');
    expect(ours).toMatchObject({
      group: 17996,
      mtu: 1450,
      spec: { vni: 1, local: '192.168.77.1', dev: 'eth0' },
    });
    expectAlike('iproute2', 'address.json', (text) =>
      linksOf(parseList(text)).map((link) => [usableAddresses(link, 4), usableAddresses(link, 6)]),
    );
  });

  it.each([4, 6] as const)('routes of IPv%i', (family) => {
    const file = `route${family}.json`;
    const routes = expectAlike('iproute2', file, (text) => readRoutes(parseList(text), family));
    expect(routes.filter(({ protocol }) => protocol === 140)).toHaveLength(2);
    const shown = expectAlike('iproute2', file, (text) => routesOf(parseList(text), family));
    expect(shown.length).toBeGreaterThan(routes.length - 1);
    const ways = expectAlike('iproute2', `default${family}.json`, (text) => defaultRoutesOf(parseList(text)));
    expect(ways).toMatchObject([{ dev: 'eth0' }]);
  });

  it.each([
    ['neigh.json', readNeighbors, 5],
    ['fdb.json', readFdb, 5],
    ['nexthop.json', readNexthops, 8],
  ] as const)('%s', (file, read, size) => {
    expect(expectAlike<readonly unknown[]>('iproute2', file, (text) => read(parseList(text)))).toHaveLength(
      size,
    );
  });

  it('the way to an address', () => {
    const reach = expectAlike('iproute2', 'route-get.json', (text) => reachOf(parseList(text)));
    expect(reach).toMatchObject({ dst: '10.244.2.9', dev: 'flannel.1', gateway: '10.244.2.0' });
  });
});

const PODS = ['10.244.1.2', '10.244.2.2'] as const;
const PACKETS: readonly Packet[] = [
  ['flannel.1', 'cni0', '10.244.2.2', '10.244.1.2'],
  ['cni0', 'flannel.1', ...PODS],
  ['br0', 'eth0', '172.17.0.2', '10.1.2.3'],
  ['eth0', 'br0', '192.168.0.5', '10.96.0.1'],
  ['br0', 'eth0', 'fd00::1', '2002::1'],
].map(([iif = '', oif = '', source, destination]) => ({
  iif,
  oif,
  source: source as Address,
  destination: destination as Address,
}));

const fates = (chains: readonly FilterChain[]): string[] =>
  chains.flatMap((chain) =>
    PACKETS.map((packet) => `${chain.family} ${chain.table} ${chain.name} ${fateOf(chain, packet).end}`),
  );

describe('every version of nft is read alike', () => {
  it.each(['ip', 'ip6'])('our own table of family %s, rule by rule', (family) => {
    const file = `ours-${family}.json`;
    const [table] = expectAlike('nft', file, (text) => readNftTable(nftObjects(text)));
    expect(table?.chains.map(({ hooked, rules }) => [hooked, rules.length])).toEqual([
      [true, 6],
      [true, 2],
    ]);
    expect(expectAlike('nft', file, (text) => isMoreThanOurs(nftObjects(text)))).toBe(false);
  });

  /** nft 1.0.6 breaks off at a table that sleeps. Its words are always whole. */
  function listed(version: string, what: 'tables' | 'chains'): NftList {
    try {
      return { objects: nftObjects(golden(version, `${what}.json`)) };
    } catch (error) {
      expect(error).toBeInstanceOf(Unreadable);
      return { text: golden(version, `${what}.txt`) };
    }
  }

  const chainLines = (list: NftList): string[] =>
    chainsIn(list).map(({ family, table, name, hook }) => `${family} ${table} ${name} ${hook}`);

  it('the names of tables and chains, also in its own words', () => {
    const tables = expectAlike('nft', 'tables.txt', (text, version) => {
      const inWords = tablesIn({ text }).toSorted();
      expect(tablesIn(listed(version, 'tables')).toSorted()).toEqual(inWords);
      return inWords;
    });
    expect(tables).toHaveLength(6);
    const chains = expectAlike('nft', 'chains.txt', (text, version) => {
      const inWords = chainLines({ text }).toSorted();
      expect(chainLines(listed(version, 'chains')).toSorted()).toEqual(inWords);
      return inWords;
    });
    expect(chains).toHaveLength(14);
  });

  it.each([
    ['op_firewalld', ['accept', 'drop']],
    ['op_mixed', ['drop']],
    ['op_kube', ['accept', 'drop']],
    ['op_nat', []],
  ])('what others have in %s', (name, ends) => {
    const found = expectAlike('nft', `${name}.json`, (text) =>
      fates(nftFilterChains(filterTableOf(nftObjects(text)))),
    );
    expect(new Set(found.map((line) => line.split(' ').at(-1)))).toEqual(new Set(ends));
    expectAlike('nft', `${name}.json`, (text) => isMoreThanOurs(nftObjects(text)));
  });

  it('a table that sleeps', () => {
    const [table] = expectAlike('nft', 'op_mixed.json', (text) =>
      readNftTable(nftObjects(text)).map(({ chains }) => chains.map(({ hookedBy }) => hookedBy)),
    );
    expect(table).toEqual(['type filter hook forward priority 0 policy drop flags dormant']);
  });
});

describe('every version of iptables is read alike', () => {
  it.each([
    ['ip', 'save4.txt'],
    ['ip6', 'save6.txt'],
  ] as const)('our chains of family %s, rule by rule', (family, file) => {
    const rulesets = expectAlike('iptables', file, (text) => readIptables(family, text));
    const rules = rulesets.flatMap(({ chains }) => chains.flatMap((chain) => chain.rules));
    expect(rules).toHaveLength(8);
    expect(rules.filter((rule) => 'unknown' in rule)).toEqual([]);
    expect(rulesets.every(({ chains }) => chains.every(({ hooked }) => hooked))).toBe(true);
  });

  it('what others have for forwarded packets', () => {
    const found = expectAlike('iptables', 'save4.txt', (text) =>
      fates(iptablesFilterChains({ variant: 'nft', family: 'ip', text })),
    );
    expect(new Set(found)).toEqual(new Set(['ip filter FORWARD accept']));
  });

  it('whose the tables and built-in chains are', () => {
    const busy = versionsOf('iptables')
      .filter((version) => version.endsWith('-nft'))
      .map((version) => {
        const chains = chainsIn({ objects: nftObjects(golden(version, 'chains.json')) });
        const names = new Set(
          chains.flatMap(({ family, table, name }) => [`${family} ${table}`, `${family} ${table} ${name}`]),
        );
        return readBaseChains('ip', names, golden(version, 'save4.txt')).map((chain) => chain.busy);
      });
    expect(busy).toEqual(Array.from({ length: 4 }, () => [true, true, true, true]));
  });
});
