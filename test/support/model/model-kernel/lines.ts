import type { Address, InterfaceAddress, LinkName, Mac, Prefix } from '../../../../src/net/index.ts';
import type { Link, Route } from '../../../../src/state/index.ts';
import type { ModelKernel } from './kernel.ts';
import * as links from './links.ts';
import * as routing from './routing.ts';

type Words = Readonly<Record<string, string | undefined>>;
type Handler = (kernel: ModelKernel, words: Words) => void;

const number = (text: string | undefined): number => Number(text ?? 0);
const name = (text: string | undefined): LinkName => (text ?? '') as LinkName;
const address = (text: string | undefined): Address => (text ?? '') as Address;
const mac = (text: string | undefined): Mac => (text ?? '') as Mac;

const VXLAN = 'vxlan id (?<vni>\\d+) dev (?<under>\\S+) local (?<local>\\S+)';

const vxlanPart = ({ vni, under, local, learning }: Words) => ({
  vni: number(vni),
  dev: name(under),
  local: address(local),
  learning: learning === 'learning',
});

function specOf(words: Words): Link['spec'] {
  if (words['vni'] === undefined) return { type: 'bridge' };
  return { type: 'vxlan', ...vxlanPart(words), port: number(words['port']), gbp: words['gbp'] !== undefined };
}

const newLink = (words: Words): Link => ({
  kind: 'link',
  name: name(words['dev']),
  spec: specOf(words),
  mac: mac(words['mac']),
  mtu: number(words['mtu']),
  ...(words['vni'] === undefined ? {} : { txqlen: number(words['queue'] ?? '1000') }),
  group: number(words['group']),
  alias: '',
  up: false,
});

const routeOf = ({ dst, nhid, via, dev, onlink, protocol }: Words): Route => ({
  kind: 'route',
  dst: dst as Prefix,
  ...(nhid === undefined ? {} : { nhid: number(nhid) }),
  ...(via === undefined ? {} : { via: address(via) }),
  ...(dev === undefined ? {} : { dev: name(dev) }),
  ...(onlink === undefined ? {} : { onlink: true }),
  protocol: number(protocol),
});

const verbOf = ({ verb }: Words): 'add' | 'replace' => (verb === 'add' ? 'add' : 'replace');

/** Every line of `ip` that the model reads, and what it does. */
const IP: readonly (readonly [string, Handler])[] = [
  [
    `link add name (?<dev>\\S+) group (?<group>\\d+) address (?<mac>\\S+) mtu (?<mtu>\\d+)(?: txqueuelen (?<queue>\\d+))? type (?:bridge|${VXLAN} dstport (?<port>\\d+) (?<learning>(?:no)?learning)(?<gbp> gbp)?)`,
    (kernel, words) => links.addLink(kernel, newLink(words)),
  ],
  ['link del dev (?<dev>\\S+)', (kernel, { dev = '' }) => links.deleteLink(kernel, dev)],
  [
    'link set dev (?<dev>\\S+) (?<state>up|down)',
    (kernel, { dev = '', state }) => links.setState(kernel, dev, state === 'up'),
  ],
  [
    'link set dev (?<dev>\\S+) mtu (?<mtu>\\d+)',
    (kernel, { dev = '', mtu }) => links.setMtu(kernel, dev, number(mtu)),
  ],
  [
    'link set dev (?<dev>\\S+) address (?<mac>\\S+)',
    (kernel, words) => links.setMac(kernel, words['dev'] ?? '', mac(words['mac'])),
  ],
  [
    'link set dev (?<dev>\\S+) txqueuelen (?<queue>\\d+)',
    (kernel, { dev = '', queue }) => links.setQueue(kernel, dev, number(queue)),
  ],
  [
    'link set dev (?<dev>\\S+) group (?<group>\\d+)',
    (kernel, { dev = '', group }) => links.setField(kernel, dev, { group: number(group) }),
  ],
  [
    'link set dev (?<dev>\\S+) alias (?:"(?<alias>[^"]*)"|(?<word>\\S+))',
    (kernel, { dev = '', word = '', alias = word }) => links.setField(kernel, dev, { alias }),
  ],
  [
    `link set dev (?<dev>\\S+) type ${VXLAN} (?<learning>(?:no)?learning)`,
    (kernel, words) => links.setVxlan(kernel, words['dev'] ?? '', vxlanPart(words)),
  ],
  [
    'address (?<verb>add|replace) (?<address>\\S+)(?: brd \\+)? dev (?<dev>\\S+)(?: nodad)?',
    (kernel, words) =>
      links.putAddress(kernel, verbOf(words), name(words['dev']), words['address'] as InterfaceAddress),
  ],
  [
    'address del (?<address>\\S+) dev (?<dev>\\S+)',
    (kernel, words) => links.deleteAddress(kernel, name(words['dev']), words['address'] as InterfaceAddress),
  ],
  [
    'neigh replace (?<dst>\\S+) lladdr (?<mac>\\S+) dev (?<dev>\\S+) nud permanent(?: protocol (?<protocol>\\d+))?',
    (kernel, { dst, mac: lladdr, dev, protocol }) =>
      routing.replaceNeighbor(kernel, {
        kind: 'neighbor',
        dst: address(dst),
        dev: name(dev),
        lladdr: mac(lladdr),
        protocol: number(protocol),
      }),
  ],
  [
    'neigh del (?<dst>\\S+) dev (?<dev>\\S+)',
    (kernel, { dst = '', dev = '' }) => routing.deleteNeighbor(kernel, dev, dst),
  ],
  [
    'nexthop (?<verb>add|replace) id (?<id>\\d+) via (?<via>\\S+) dev (?<dev>\\S+)(?<onlink> onlink)? protocol (?<protocol>\\d+)',
    (kernel, words) =>
      routing.putNexthop(kernel, verbOf(words), {
        kind: 'nexthop',
        id: number(words['id']),
        via: address(words['via']),
        dev: name(words['dev']),
        onlink: words['onlink'] !== undefined,
        protocol: number(words['protocol']),
      }),
  ],
  ['nexthop del id (?<id>\\d+)', (kernel, { id }) => routing.deleteNexthop(kernel, number(id))],
  [
    'route (?<verb>add|replace) (?<dst>\\S+) (?:nhid (?<nhid>\\d+)|(?:via (?<via>\\S+) )?dev (?<dev>\\S+)(?<onlink> onlink)?) protocol (?<protocol>\\d+)',
    (kernel, words) => routing.putRoute(kernel, verbOf(words), routeOf(words)),
  ],
  [
    'route del (?<dst>\\S+)(?: dev \\S+)? protocol (?<protocol>\\d+)',
    (kernel, { dst, protocol }) => routing.deleteRoute(kernel, dst as Prefix, number(protocol)),
  ],
];

/** Every line of `bridge`. */
const BRIDGE: readonly (readonly [string, Handler])[] = [
  [
    'fdb (?<verb>replace|append|del) (?<mac>\\S+) dev (?<dev>\\S+) dst (?<dst>\\S+) self(?: permanent)?',
    (kernel, words) => {
      const entry = {
        kind: 'fdb',
        mac: mac(words['mac']),
        dev: name(words['dev']),
        dst: address(words['dst']),
      } as const;
      if (words['verb'] === 'replace') routing.replaceFdb(kernel, entry);
      else if (words['verb'] === 'append') routing.appendFdb(kernel, entry);
      else routing.deleteFdb(kernel, entry);
    },
  ],
];

const compiled = (rows: readonly (readonly [string, Handler])[]): readonly (readonly [RegExp, Handler])[] =>
  rows.map(([pattern, handler]) => [new RegExp(`^${pattern}$`), handler]);

const LINES = { ip: compiled(IP), bridge: compiled(BRIDGE) } as const;

/** Does what `ip` or `bridge` would with one line of a batch. A line that is not in the tables is an error. */
export function runLine(kernel: ModelKernel, tool: 'ip' | 'bridge', line: string): void {
  for (const [pattern, handler] of LINES[tool]) {
    const found = pattern.exec(line);
    if (found === null) continue;
    handler(kernel, found.groups ?? {});
    return;
  }
  throw new Error(`the model does not know this line: ${tool} ${line}`);
}
