import { fateOf } from '../../src/checks/firewall/fate.ts';
import { iptablesFilterChains } from '../../src/checks/firewall/iptables.ts';
import { nftFilterChains } from '../../src/checks/firewall/nft.ts';
import type { FilterChain } from '../../src/checks/firewall/packet.ts';
import { filterTableOf } from '../../src/host/facts/filter-rules.ts';
import { readFdb } from '../../src/host/observe/fdb.ts';
import { dependentsOf } from '../../src/host/observe/foreign/dependents.ts';
import { readProxies } from '../../src/host/observe/foreign/foreign-proxies.ts';
import { parseList } from '../../src/host/observe/json/parse-json.ts';
import { linksOf } from '../../src/host/observe/links/link-fields.ts';
import { readLinks } from '../../src/host/observe/links/links.ts';
import { readNeighbors } from '../../src/host/observe/neighbors.ts';
import { readNexthops } from '../../src/host/observe/nexthops.ts';
import { readRoutes, routesOf } from '../../src/host/observe/routes.ts';
import { readBaseChains, readIptables } from '../../src/host/observe/rules/iptables-rules.ts';
import { chainsIn, nftObjects, tablesIn } from '../../src/host/observe/rules/list-nft.ts';
import { isMoreThanOurs, readNftTable } from '../../src/host/observe/rules/nft-rules.ts';
import { defaultRoutesOf, reachOf } from '../../src/host/uplink/routes.ts';
import type { Address } from '../../src/net/index.ts';
import { chooseUplink } from '../../src/node/uplink/choose.ts';
import { patternReader } from '../../src/node/uplink/regex.ts';
import { keyOf } from '../../src/state/index.ts';
import type { Target } from './engine.ts';
import { ofTool, type Samples } from './samples.ts';

const PACKET = {
  iif: 'flannel.1',
  oif: 'cni0',
  source: '10.244.2.2' as Address,
  destination: '10.244.1.2' as Address,
};

const readPatterns = await patternReader();

const fates = (chains: readonly FilterChain[]): unknown => chains.map((chain) => fateOf(chain, PACKET));

function links(text: string): unknown {
  const found = linksOf(parseList(text));
  readLinks(found).map(keyOf);
  dependentsOf({ links: found, proxies: [], nexthops: '', routes4: '', routes6: '' });
  const choice = { iface: ['eth0'], ifaceRegex: ['^eth'], families: [4, 6] } as const;
  return chooseUplink(choice, { links: found, defaultRoutes: {}, patterns: readPatterns(choice.ifaceRegex) });
}

function nft(text: string): unknown {
  const objects = nftObjects(text);
  isMoreThanOurs(objects);
  readNftTable(objects).map(keyOf);
  return fates(nftFilterChains(filterTableOf(objects)));
}

function iptables(text: string): unknown {
  const tables = ['ip filter', 'ip nat', 'ip filter FORWARD', 'ip nat POSTROUTING'];
  readBaseChains('ip', new Set(tables), text);
  readIptables('ip', text).map(keyOf);
  return fates(iptablesFilterChains({ variant: 'nft', family: 'ip', text }));
}

/** Everything that reads what a tool prints. */
export function toolTargets(samples: Samples): Target[] {
  const list = (name: string, files: readonly string[], read: (text: string) => unknown): Target => ({
    name,
    samples: samples(...files),
    read,
  });
  return [
    list('ip address', ofTool('iproute2', 'address.json'), links),
    list('ip route', ofTool('iproute2', 'route4.json', 'route6.json'), (text) => [
      readRoutes(parseList(text), 4).map(keyOf),
      routesOf(parseList(text), 6),
      defaultRoutesOf(parseList(text)),
    ]),
    list('ip route get', ofTool('iproute2', 'route-get.json'), (text) => reachOf(parseList(text))),
    list('ip neigh', ofTool('iproute2', 'neigh.json'), (text) => readNeighbors(parseList(text)).map(keyOf)),
    list('ip neigh show proxy', ofTool('iproute2', 'neigh.json'), (text) => readProxies(parseList(text))),
    list('bridge fdb', ofTool('iproute2', 'fdb.json'), (text) => readFdb(parseList(text)).map(keyOf)),
    list('ip nexthop', ofTool('iproute2', 'nexthop.json'), (text) =>
      readNexthops(parseList(text)).map(keyOf),
    ),
    list('ip -o route, nexthop', ofTool('iproute2', 'route4.txt', 'route6.txt', 'nexthop.txt'), (text) =>
      dependentsOf({ links: [], proxies: [], nexthops: text, routes4: text, routes6: text }),
    ),
    list(
      'nft list table',
      ofTool('nft', 'ours-ip.json', 'ours-ip6.json', 'op_mixed.json', 'op_kube.json', 'op_firewalld.json'),
      nft,
    ),
    list('nft list chains', ofTool('nft', 'chains.json', 'tables.txt', 'chains.txt'), (text) => [
      chainsIn({ text }),
      tablesIn({ text }),
      chainsIn({ objects: nftObjects(text) }),
      tablesIn({ objects: nftObjects(text) }),
    ]),
    list('iptables-save', ofTool('iptables', 'save4.txt', 'save6.txt'), iptables),
  ];
}
