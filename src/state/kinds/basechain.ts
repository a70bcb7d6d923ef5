import { nftDelete } from '../../words/index.ts';
import type { Instruction } from '../base/instruction.ts';
import { DELETE_IT, type Kind, LEADS_NOWHERE } from '../base/kind.ts';

/**
 * A table, or a built-in chain in it, that iptables-nft makes when first used and never deletes. Apart from the
 * rules, so that a reset deletes it if it was not there before flannelctl.
 */
export interface BaseChain {
  readonly kind: 'basechain';
  readonly family: 'ip' | 'ip6';
  readonly table: string;
  /** Absent: the table itself. */
  readonly chain?: string;
  /** Whether another program uses it, too. */
  readonly busy: boolean;
}

const key = ({ family, table, chain }: BaseChain): string => [family, table, chain].filter(Boolean).join(' ');

/**
 * nft deletes tables and chains, but no chain with rules in it; iptables-nft deletes built-in chains only since
 * 1.8.8.
 */
function remove({ family, table, chain }: BaseChain): Instruction {
  return { phase: 'firewall', tool: 'nft', script: nftDelete(family, table, chain) };
}

const show = (object: BaseChain): string =>
  `iptables ${object.chain === undefined ? 'table' : 'built-in chain'} ${key(object)}`;

export const baseChainKind: Kind<BaseChain> = {
  kind: 'basechain',
  key,
  name: show,
  show,
  isWellFormed: () => true,
  fields: () => ({}),
  isSame: () => true,
  fixed: () => [],
  isOurs: (object, { chains }) => chains.has(`basechain ${key(object)}`) && !object.busy,
  isRecorded: () => true,
  // iptables made it for flannel and never deletes it.
  foreign: (_desired, { busy }, { flannel }) => (flannel !== undefined && !busy ? 'adopt' : 'keep'),
  resolution: () => DELETE_IT,
  isLeftover: ({ busy }, { flannel }) => flannel !== undefined && !busy,
  needs: () => [],
  loses: () => [],
  ...LEADS_NOWHERE,
  // iptables-restore makes it when our rules are loaded.
  create: () => [],
  update: () => [],
  remove: (object) => [remove(object)],
};
