import type { FilterChain } from './packet.ts';

/** A program that makes a firewall's rules from a configuration of its own: rules beside that are lost on its next start. */
type FirewallManager = 'firewalld' | 'ufw';

const UFW_CHAINS = ['ufw-before-input', 'ufw6-before-input'];

/** Whose chain it is; undefined where rules are put into it by hand, or by a program that keeps them. */
export function managerOf({
  table,
  chains,
}: Pick<FilterChain, 'table' | 'chains'>): FirewallManager | undefined {
  if (table === 'firewalld') return 'firewalld';
  return UFW_CHAINS.some((name) => chains.has(name)) ? 'ufw' : undefined;
}
