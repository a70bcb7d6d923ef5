import type { FilterRules } from '../../host/index.ts';
import type { Prefix } from '../../net/index.ts';
import { shellCommand } from '../../words/index.ts';
import { type Finding, outage, warning } from '../check.ts';
import { type Fate, fateOf } from './fate.ts';
import { managerOf } from './managers.ts';
import { type FilterChain, hasFamily, type Packet } from './packet.ts';
import { nodeChainsAt } from './policies.ts';

/** What has to be let through: packets of one family between pods of this node and of others. */
export interface Passage {
  readonly network: Prefix;
  readonly bridge: string;
  readonly packets: readonly Packet[];
}

/** Where our own rules are. */
export interface OwnRules {
  readonly engine: 'nft' | 'iptables';
  readonly iptablesIsNft: boolean;
  /** The UDP port of the overlay, where it has one. */
  readonly port?: number;
}

/** Whether our own accepting rules are in a chain: iptables' are at the end of it, before its policy. */
const isOwn = ({ engine }: FilterChain, own: OwnRules): boolean =>
  own.engine === 'iptables' && engine === (own.iptablesIsNft ? 'iptables' : 'iptables-legacy');

export const chainName = ({ engine, family, table, name }: FilterChain): string =>
  engine === 'nft'
    ? `nft table ${family} ${table}, chain ${name}`
    : `${engine.replace('ip', family)} table ${table}, chain ${name}`;

/** The command that a chain's rules are changed with. */
export const iptablesOf = ({ engine, family }: FilterChain): string => engine.replace('ip', family);

const insert = (command: string, network: Prefix): string =>
  `${command} -s ${network} -j ACCEPT; ${command} -d ${network} -j ACCEPT`;

function firewalldFix(network: Prefix, { port }: OwnRules): string {
  return [
    `firewall-cmd --permanent --zone=trusted --add-source=${network}`,
    ...(port === undefined ? [] : [`firewall-cmd --permanent --add-port=${port}/udp`]),
    'firewall-cmd --reload',
  ].join('; ');
}

/** What lets pods through such a chain. */
function fixOf(chain: FilterChain, { byPolicy }: Fate, { network, bridge }: Passage, own: OwnRules): string {
  const { engine, family, table, name, chains } = chain;
  const manager = managerOf(chain);
  if (manager === 'firewalld') return firewalldFix(network, own);
  if (manager === 'ufw') return `ufw route allow in on ${bridge}; ufw route allow out on ${bridge}`;
  if (engine === 'nft') {
    const word = network.includes(':') ? 'ip6' : 'ip';
    return ['saddr', 'daddr']
      .map((side) =>
        shellCommand(['nft', 'insert', 'rule', family, table, name, word, side, network, 'accept']),
      )
      .join('; ');
  }
  const command = iptablesOf(chain);
  if (chains.has('DOCKER-USER')) return insert(`${command} -I DOCKER-USER`, network);
  const narrow = insert(`${command} -I FORWARD`, network);
  return byPolicy ? `${narrow}. Or for everything: ${command} -P FORWARD ACCEPT` : narrow;
}

/** The command that lists a chain with its rules as their names say. */
export const listing = (chain: FilterChain): string =>
  chain.engine === 'nft'
    ? shellCommand(['nft', '-a', 'list', 'chain', chain.family, chain.table, chain.name])
    : `${iptablesOf(chain)}-save`.replace(/(-legacy)?-save$/, `$1-save -t ${chain.table}`);

/** Of a rule with a condition that can't be read it is not known whether it stops what has to pass, or lets it through. */
export const doubtful = (chain: FilterChain, what: string, rule: string, fix: string): Finding =>
  warning(
    `${chainName(chain)} may stop ${what}: that depends on its ${rule}, with a condition that can't be read here`,
    `Look whether it does: ${listing(chain)}. If so: ${fix}`,
  );

/** Where nft rules are shut out by iptables' chain, those of iptables would be in it. */
const otherEngine = ({ engine }: FilterChain, own: OwnRules): string =>
  own.engine === 'nft' && engine === (own.iptablesIsNft ? 'iptables' : 'iptables-legacy')
    ? '. Or "EnableNFTables": false in the net-conf, which puts our rules into that chain'
    : '';

function obstacle(chain: FilterChain, passage: Passage, own: OwnRules): Finding[] {
  const fates = passage.packets
    .filter((packet) => hasFamily(packet, chain.family))
    // What our own chain does by policy, it does after our rules.
    .map((packet) => fateOf(isOwn(chain, own) ? { ...chain, policy: 'accept' } : chain, packet));
  const shut = fates.find(({ end, doubt }) => end === 'drop' && doubt === undefined);
  const open = fates.find(({ doubt }) => doubt !== undefined);
  if (shut === undefined)
    return open?.doubt === undefined
      ? []
      : [doubtful(chain, 'packets between pods', open.doubt, fixOf(chain, open, passage, own))];
  const how = shut.byPolicy
    ? 'and no rule of it lets pods through'
    : `and a rule of it drops them first (${shut.rule})`;
  return [
    outage(
      `${chainName(chain)}, policy ${chain.policy}, stops packets between pods, ${how}: pods of other nodes are not reached`,
      `${fixOf(chain, shut, passage, own)}${otherEngine(chain, own)}`,
    ),
  ];
}

/**
 * Foreign chains that stop what our rules let through: an accept ends a packet's way through its own chain only, and
 * not through those of other tables (nft(8), VERDICT STATEMENTS).
 */
export const obstacles = (rules: FilterRules, passages: readonly Passage[], own: OwnRules): Finding[] =>
  nodeChainsAt(rules, 'forward').flatMap((chain) =>
    passages.flatMap((passage) => obstacle(chain, passage, own)),
  );
