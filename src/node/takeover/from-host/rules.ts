import type { Ruleset } from '../../../state/index.ts';
import type { Observed } from './types.ts';

const hasRules = ({ chains }: Ruleset): boolean => chains.some(({ rules }) => rules.length > 0);

/**
 * Whether flannel's rules are nft's; undefined if there are none. The other engine may have empty tables and chains
 * left.
 */
export function usesNft(observed: Observed): boolean | undefined {
  const found = observed.filter((object): object is Ruleset => object.kind === 'ruleset');
  const full = found.filter(hasRules);
  const engines = (full.length > 0 ? full : found).map(({ engine }) => engine);
  return engines.length === 0 ? undefined : engines.includes('nft');
}
