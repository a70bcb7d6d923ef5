import type { FilterRules } from '../../host/index.ts';
import { iptablesFilterChains } from './iptables.ts';
import { nftFilterChains } from './nft.ts';
import type { FilterChain, PacketHook } from './packet.ts';

/** Each chain at the hook once: nft shows those of iptables-nft as well, but only in part. */
export function chainsAt({ nft, saved }: FilterRules, at: PacketHook): FilterChain[] {
  const builtIn = at.toUpperCase();
  const ofIptables = saved.flatMap((rules) => iptablesFilterChains(rules, at));
  const known = new Set(
    ofIptables.filter(({ engine }) => engine === 'iptables').map(({ family, table }) => `${family} ${table}`),
  );
  const ofNft = nft
    .flatMap((table) => nftFilterChains(table, at))
    .filter(({ family, table, name }) => !(known.has(`${family} ${table}`) && name === builtIn));
  return [...ofNft, ...ofIptables];
}
