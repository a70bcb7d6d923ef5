import { expect } from 'vitest';

/** How commands in a hint begin, and what each has to be as a whole: an operator types them as they are. */
const COMMANDS: readonly (readonly [begins: RegExp, whole: RegExp])[] = [
  [/(?<!sysctl )-w \S+=/g, /^$/],
  [/\bsysctl /g, /^sysctl (?:-w [\w/.-]+=\S+|--system|(?:-n )?net\S+)/],
  [/\bethtool /g, /^ethtool (?:-K \S+(?: [\w-]+ (?:on|off))+|-[kS] \S+)/],
  [
    /\bip(?: -\w+)* link /g,
    /^ip(?: -\w+)* link (?:set (?:dev )?\S+ (?:up|down|nomaster|(?:mtu|master|arp|name|type|xdp) \S+)|(?:del|delete|show|add) \S+|property del dev \S+ altname \S+)/,
  ],
  [/\bip(?: -\w+)* addr(?:ess)? /g, /^ip(?: -\w+)* addr(?:ess)? (?:(?:del|add) \S+ dev \S+|show|flush)/],
  [
    /\bip(?: -\w+)* (?:route|rule|neigh|nexthop) /g,
    /^ip(?: -\w+)* \w+ (?:add|del|delete|get|show|replace|flush) \S+/,
  ],
  [/\bbridge link /g, /^bridge link set dev \S+ \w+ (?:on|off|\d+)/],
  [/\bnft /g, /^nft (?:(?:insert|add) rule \w+ \S+ \S+ \S+ \S+|(?:-a )?(?:list|delete|flush) \S+)/],
  [/(?<!nft )\binsert rule /g, /^$/],
  [/\btc qdisc /g, /^tc qdisc (?:show|del) dev \S+/],
  [/\bapt-get /g, /^apt-get install \S+/],
];

/** Expects the commands of a hint to be whole. */
export function expectWholeCommands(hint: string): void {
  for (const [begins, whole] of COMMANDS)
    for (const { index } of hint.matchAll(begins)) expect(hint.slice(index), hint).toMatch(whole);
}
