import type { Ruleset } from '../../../state/index.ts';
import type { Observed } from './types.ts';

const hasRules = ({ chains }: Ruleset): boolean => chains.some(({ rules }) => rules.length > 0);

/** Which engine flannel's rules are in; undefined where there are none. Tables and chains of the other may be left, empty. */
export function usesNft(observed: Observed): boolean | undefined {
  const found = observed.filter((object): object is Ruleset => object.kind === 'ruleset');
  const full = found.filter(hasRules);
  const engines = (full.length > 0 ? full : found).map(({ engine }) => engine);
  return engines.length === 0 ? undefined : engines.includes('nft');
}
