import type { Instruction } from './instruction.ts';
import type { Kind } from './kind.ts';
import type { BaseChain } from './objects.ts';

const key = ({ family, table, chain }: BaseChain): string => [family, table, chain].filter(Boolean).join(' ');

/** nft deletes both, and no chain with rules in it; iptables-nft deletes built-in chains only since 1.8.8. */
function remove({ family, table, chain }: BaseChain): Instruction {
  const what = chain === undefined ? `table ${family} ${table}` : `chain ${family} ${table} ${chain}`;
  return { phase: 'firewall', tool: 'nft', script: `delete ${what}` };
}

export const baseChainKind: Kind<BaseChain> = {
  key,
  fields: () => ({}),
  fixed: [],
  isOurs: (object, { chains }) => chains.has(`basechain ${key(object)}`) && !object.busy,
  // iptables made it for flannel, and would leave it behind.
  foreign: (_desired, { busy }, _same, { flannel }) => (flannel !== undefined && !busy ? 'adopt' : 'keep'),
  // iptables-restore makes it when our rules are loaded.
  create: () => [],
  update: () => [],
  remove: (object) => [remove(object)],
  show: (object) => `iptables ${object.chain === undefined ? 'table' : 'built-in chain'} ${key(object)}`,
};
