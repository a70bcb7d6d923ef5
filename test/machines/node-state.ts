import type { Machine } from './machine.ts';

/** A node in a machine: the words that put a command into it, and the folder of its files. */
export interface Inside {
  readonly within: (...command: string[]) => readonly string[];
  readonly root: string;
}

/** What a node has of links, addresses, routes and rules, in a form that can be compared. */
export async function stateOf(machine: Machine, { within, root }: Inside): Promise<string> {
  const look = [
    'ip -o link | cut -d" " -f2-',
    'ip -o -4 address',
    'ip route show table all',
    'ip -6 route show table all',
    'ip rule',
    'ip nexthop',
    // An empty built-in chain decides nothing, and iptables-nft leaves it behind by itself.
    "nft list ruleset | grep -vE 'type (filter|nat) hook|^\\s*(chain|table) |^\\s*}|^\\s*$'",
    'iptables-save | grep -E "^-A|^:.* -"',
    'sysctl net.ipv4.ip_forward',
    `find ${root}/etc ${root}/run -type f 2> /dev/null`,
  ];
  const line = look.map((one) => `echo "# ${one.replaceAll(/["$]/g, '')}"; ${one} || true`).join('; ');
  return (await machine.must(0, within('bash', '-c', line))).stdout;
}

/** What reset must not leave: links, routes, rules and files that only flannelctl makes. */
const OURS = /flannel\.1|cni0|flannelctl|FLANNEL-|proto 140|masquerade|10-flannel\.conflist|subnet\.env/;

export function assertNothingOfOurs(state: string): void {
  const found = state.split('\n').filter((line) => !line.startsWith('#') && OURS.test(line));
  if (found.length > 0) throw new Error(`reset left this behind:\n${found.join('\n')}`);
}

export function assertSame(now: string, before: string, what: string): void {
  if (now !== before) throw new Error(`not as before ${what}:\n${before}\nis now:\n${now}`);
}
