import { expect } from 'vitest';

/** How commands in a text begin, and what each has to be as a whole: an operator types them as they are. */
const COMMANDS: readonly (readonly [begins: RegExp, whole: RegExp])[] = [
  [/(?<!sysctl )-w \S+=/g, /^$/],
  [/\bsysctl /g, /^sysctl (?:-w [\w/.-]+=\S+|--system|(?:-n )?net\S+)/],
  [/\bethtool /g, /^ethtool (?:-K \S+(?: [\w-]+ (?:on|off))+|-[ikS] \S+)/],
  [
    /\bip(?: -\w+)* link /g,
    /^ip(?: -\w+)* link (?:set (?:dev )?\S+ (?:up|down|nomaster|(?:mtu|master|arp|name|type|xdp) \S+)|(?:(?:del|delete|show|add) \S+|show:)|property del dev \S+ altname \S+)/,
  ],
  [/\bip(?: -\w+)* addr(?:ess)? /g, /^ip(?: -\w+)* addr(?:ess)? (?:(?:del|add) \S+ dev \S+|show|flush)/],
  [
    /\bip(?: -\w+)* (?:route|rule|neigh|nexthop) /g,
    /^ip(?: -\w+)* \w+ (?:add|del|delete|get|show|replace|flush) \S+/,
  ],
  [
    /(?<!\b(?:ip(?: -\w+)*|bridge) )\b(?:link|addr(?:ess)?|route|rule|neigh|nexthop) (?:add|del|delete|get|set|show)\b/g,
    /^$/,
  ],
  [
    /(?<!-)\bip6?tables(?:-legacy)? (?!table |chain |-F and )/g,
    /^ip6?tables(?:-legacy)?(?: -t \w+)? -[ID] \S+(?: !?-[-\w]+ \S+)+ -j \w+/,
  ],
  [/\bbridge link /g, /^bridge link set dev \S+ \w+ (?:on|off|\d+)/],
  [
    /(?<!-)\bnft (?!table )/g,
    /^nft (?:(?:insert|add) rule \w+ \S+ \S+ \S+ \S+|(?:-a )?(?:list|delete|flush) \S+)/,
  ],
  [/(?<!nft )\binsert rule /g, /^$/],
  [/\btc qdisc /g, /^tc qdisc (?:show|del) dev \S+/],
  [/\bapt-get /g, /^apt-get install \S+/],
];

/** Expects the commands of a hint, or of evidence, to be whole. */
export function expectWholeCommands(text: string): void {
  for (const [begins, whole] of COMMANDS)
    for (const { index } of text.matchAll(begins)) expect(text.slice(index), text).toMatch(whole);
}
