import type { FilterRules } from '../../host/index.ts';
import { shellCommand } from '../../words/index.ts';
import { type Finding, outage } from '../check.ts';
import { fateOf } from './fate.ts';
import { managerOf } from './managers.ts';
import { chainName, doubtful, iptablesOf } from './obstacles.ts';
import { type FilterChain, hasFamily, type Packet } from './packet.ts';
import { nodeChainsAt } from './policies.ts';

/** A packet of a peer that arrives at the overlay's UDP port. */
export type Arrival = Packet & { readonly udpPort: number };

/** The command that lets the port in, before the rule that stops it. */
function fixOf(chain: FilterChain, { udpPort }: Arrival): string {
  const { engine, family, table, name } = chain;
  const manager = managerOf(chain);
  if (manager === 'ufw') return `ufw allow ${udpPort}/udp`;
  if (manager === 'firewalld')
    return `firewall-cmd --permanent --add-port=${udpPort}/udp; firewall-cmd --reload`;
  return engine === 'nft'
    ? shellCommand(['nft', 'insert', 'rule', family, table, name, 'udp', 'dport', `${udpPort}`, 'accept'])
    : `${iptablesOf(chain)} -I INPUT -p udp --dport ${udpPort} -j ACCEPT`;
}

/** Chains at the input hook that keep peers' packets from the overlay. */
export const arrivalFindings = (rules: FilterRules, arrivals: readonly Arrival[]): Finding[] =>
  nodeChainsAt(rules, 'input').flatMap((chain) =>
    arrivals
      .filter((packet) => hasFamily(packet, chain.family))
      .flatMap((packet) => {
        const { end, byPolicy, rule, doubt } = fateOf(chain, packet);
        if (doubt !== undefined)
          return [
            doubtful(
              chain,
              `UDP port ${packet.udpPort}, by which packets of peers arrive`,
              doubt,
              fixOf(chain, packet),
            ),
          ];
        if (end !== 'drop') return [];
        const how = byPolicy
          ? `has policy drop, and no rule of it lets`
          : `has a rule that drops or rejects (${rule}), and none before it lets`;
        return [
          outage(
            `${chainName(chain)} ${how} UDP port ${packet.udpPort} in: packets of peers don't arrive`,
            fixOf(chain, packet),
          ),
        ];
      })
      .slice(0, 1),
  );
