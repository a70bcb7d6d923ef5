import fc from 'fast-check';

/** What a node is told of its network: all that the sequences of commands vary. */
export interface Network {
  readonly vni: 1 | 7;
  readonly port: 8472 | 4790;
  readonly mtu: 1500 | 1400;
  readonly engine: 'nft' | 'iptables';
  readonly ipMasq: boolean;
  /** Public addresses by name. */
  readonly peers: Readonly<Record<string, string>>;
}

/** A peer's subnet is that of its name's number. */
export const subnetOf = (name: string): string => `10.244.${name.slice(1)}.0/24`;

/** Few, so that sequences meet; peers move between two. */
const ADDRESSES = {
  n2: ['192.168.77.2', '192.168.77.22'],
  n3: ['192.168.77.3', '192.168.77.33'],
  n4: ['192.168.77.4', '192.168.77.44'],
} as const;

const peers: fc.Arbitrary<Network['peers']> = fc.record(
  {
    n2: fc.constantFrom(...ADDRESSES.n2),
    n3: fc.constantFrom(...ADDRESSES.n3),
    n4: fc.constantFrom(...ADDRESSES.n4),
  },
  { requiredKeys: ['n2'], noNullPrototype: true },
);

export const networks: fc.Arbitrary<Network> = fc.record({
  vni: fc.constantFrom(1, 7),
  port: fc.constantFrom(8472, 4790),
  mtu: fc.constantFrom(1500, 1400),
  engine: fc.constantFrom('nft', 'iptables'),
  ipMasq: fc.boolean(),
  peers,
});

/** One thing that another run of join is to change; `none`: it only mends. */
export type Alteration =
  | { readonly what: 'none' | 'masq' | 'vni' | 'port' | 'mtu' | 'engine' }
  /** It comes, or moves to another address. */
  | { readonly what: 'peer' | 'leave'; readonly name: Peer };

type Peer = keyof typeof ADDRESSES;

const PEERS = Object.keys(ADDRESSES) as Peer[];

export const alterations: fc.Arbitrary<Alteration> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ what: fc.constantFrom('none', 'masq', 'vni', 'port', 'mtu', 'engine') }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ what: fc.constantFrom('peer', 'leave'), name: fc.constantFrom(...PEERS) }),
  },
);

const other = <T>([one, two]: readonly [T, T], now: T): T => (now === one ? two : one);

const withoutPeer = (network: Network, leaver: string): Network => ({
  ...network,
  peers: Object.fromEntries(Object.entries(network.peers).filter(([name]) => name !== leaver)),
});

/** A network with one thing changed. */
export function altered(from: Network, change: Alteration): Network {
  switch (change.what) {
    case 'none':
      return from;
    case 'masq':
      return { ...from, ipMasq: !from.ipMasq };
    case 'vni':
      return { ...from, vni: other([1, 7], from.vni) };
    case 'port':
      return { ...from, port: other([8472, 4790], from.port) };
    case 'mtu':
      return { ...from, mtu: other([1500, 1400], from.mtu) };
    case 'engine':
      return { ...from, engine: other(['nft', 'iptables'], from.engine) };
    case 'leave':
      return withoutPeer(from, change.name);
    case 'peer':
      return {
        ...from,
        peers: { ...from.peers, [change.name]: other(ADDRESSES[change.name], from.peers[change.name] ?? '') },
      };
  }
}

/** A network as a text by which two can be compared. */
export const networkKey = (network: Network): string =>
  JSON.stringify([
    ...[network.vni, network.port, network.mtu, network.engine, network.ipMasq],
    Object.entries(network.peers)
      .map(([name, address]) => `${name} ${address}`)
      .toSorted(),
  ]);

/** Whether the overlay's link has to be recreated on the way from one network to the other. */
export const isOtherLink = (one: Network, other: Network | undefined): boolean =>
  one.vni !== other?.vni || one.port !== other.port;
