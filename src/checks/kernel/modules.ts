import type { Refusal } from '../../host/index.ts';

/** What a refused line tells of the modules that are missing, most telling first. */
type Clue = readonly [pattern: RegExp, modules: (found: readonly string[]) => readonly string[]];

/** A nat chain is made, and masquerades, by two modules, and which the first refusal hides is not known. */
const NFT: readonly Clue[] = [
  [/type nat/, () => ['nft_chain_nat', 'nft_masq']],
  [/masquerade/, () => ['nft_masq']],
];

/** iptables-nft has its matches and targets from the modules of iptables, by nft_compat. */
const IPTABLES: readonly Clue[] = [
  [/Extension (\w+) revision/, ([name = '']) => ['nft_compat', `xt_${name}`]],
  [/(?:couldn't|could not) load (?:match|target) [`'](\w+)/i, ([name = '']) => [`xt_${name}`]],
  [/initialize (ip6?)tables table [`'](\w+)/, ([family = '', table = '']) => [`${family}table_${table}`]],
  [/initialize table [`'](\w+)/, ([table = '']) => [`iptable_${table}`]],
  [/chain POSTROUTING/, () => ['nft_chain_nat']],
  [/MASQUERADE/, () => ['xt_MASQUERADE', 'xt_comment', 'nft_compat']],
  [/--mark/, () => ['xt_mark', 'xt_comment', 'nft_compat']],
  [/--comment/, () => ['xt_comment', 'nft_compat']],
];

const CLUES: Readonly<Record<string, readonly Clue[]>> = {
  ip: [[/ type (\w+)/, ([type = '']) => [type]]],
  nft: NFT,
  'iptables-restore': IPTABLES,
  'ip6tables-restore': IPTABLES,
};

/** The modules that a refusal is most likely for want of. */
export function modulesFor({ tool, line = '', said }: Refusal): readonly string[] {
  for (const [pattern, modules] of CLUES[tool] ?? []) {
    const found = pattern.exec(said) ?? pattern.exec(line);
    if (found === null) continue;
    const named = modules(found.slice(1));
    return tool === 'ip6tables-restore' ? named.map((name) => name.replace(/^iptable_/, 'ip6table_')) : named;
  }
  return ['nf_tables'];
}

/** The command that loads modules, now and when the machine boots. */
export const loadCommand = (modules: readonly string[]): string =>
  `modprobe ${modules.length > 1 ? '-a ' : ''}${modules.join(' ')}; printf '%s\\n' ${modules.join(' ')} >> /etc/modules-load.d/flannelctl.conf`;
