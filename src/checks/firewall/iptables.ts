import { type SavedRules, savedLines } from '../../host/index.ts';
import { ADDRESS_BITS, type Address, familyOf, parsePrefix, prefixContainsAddress } from '../../net/index.ts';
import { isMarked, WHOLE_MARK } from './marks.ts';
import {
  allTrue,
  chainsByName,
  type FilterChain,
  type FilterRule,
  isArriving,
  isLinkNamed,
  type MarkChange,
  type Packet,
  type PacketHook,
  type PacketVerdict,
  packetProtocol,
  type Truth,
} from './packet.ts';

/** One option of a rule with its values, as iptables-save prints it: `! -i docker0`, `--ctstate NEW,RELATED`. */
interface Option {
  readonly name: string;
  readonly value: string;
  readonly negated: boolean;
}

function readOptions(words: readonly string[]): Option[] {
  const options: Option[] = [];
  for (const [i, name] of words.entries()) {
    if (!name.startsWith('-')) continue;
    const next = words[i + 1] ?? '';
    options.push({ name, value: /^-|^!$/.test(next) ? '' : next, negated: words[i - 1] === '!' });
  }
  return options;
}

const isIn = (address: Address, text: string): boolean => {
  const prefix = parsePrefix(text.includes('/') ? text : `${text}/${ADDRESS_BITS[familyOf(address)]}`);
  return prefix !== undefined && prefixContainsAddress(prefix, address);
};

/** `8472`, or `8000:9000`. */
const isPortIn = (port: number, text: string): boolean => {
  const [low, high = low] = text.split(':').map(Number);
  return low !== undefined && high !== undefined && low <= port && port <= high;
};

/** Conditions on a protocol hold for some of pods' packets only. */
const ofPort =
  (condition: (value: string, port: number) => Truth) =>
  (value: string, { udpPort, tcpPort }: Packet): Truth => {
    const port = udpPort ?? tcpPort;
    return port !== undefined && condition(value, port);
  };

/** Of a new connection, or of one that is known. */
const hasState = (value: string, { isReply }: Packet): boolean =>
  value.split(',').includes(isReply ? 'ESTABLISHED' : 'NEW');

/** iptables-save prints some protocols by name, and others by number. */
const PROTOCOLS: Readonly<Record<string, readonly string[]>> = {
  udp: ['udp', '17'],
  tcp: ['tcp', '6'],
  icmp: ['icmp', '1'],
  'ipv6-icmp': ['ipv6-icmp', 'icmpv6', '58'],
};

/** The types of echo requests and replies. */
const ECHO = { icmp: ['8', '0'], 'ipv6-icmp': ['128', '129'] } as const;

function isEcho(value: string, packet: Packet): Truth {
  const protocol = packetProtocol(packet);
  if (protocol !== 'icmp' && protocol !== 'ipv6-icmp') return false;
  return value === ECHO[protocol][packet.isReply ? 1 : 0];
}

/** `0x4000/0x4000`, or a whole mark. */
function markIn(text: string): MarkChange {
  const [value = 0, mask = WHOLE_MARK] = text.split('/').map(Number);
  return { value, mask };
}

function isMarkedSo(value: string, packet: Packet): Truth {
  const { value: bits, mask } = markIn(value);
  return isMarked(packet, bits, mask);
}

/** The conditions that are known; all others, the loading of modules and comments apart, can't be read. */
const CONDITIONS: Readonly<Record<string, (value: string, packet: Packet) => Truth>> = {
  '-s': (value, { source }) => isIn(source, value),
  '-d': (value, { destination }) => isIn(destination, value),
  '-i': (value, { iif }) => isLinkNamed(iif, value),
  '-o': (value, { oif }) => isLinkNamed(oif, value),
  '-p': (value, packet) => PROTOCOLS[packetProtocol(packet) ?? '']?.includes(value) ?? false,
  '--dport': ofPort((value, port) => isPortIn(port, value)),
  '--dports': ofPort((value, port) => value.split(',').some((ports) => isPortIn(port, ports))),
  '--icmp-type': isEcho,
  '--icmpv6-type': isEcho,
  '--ctstate': hasState,
  '--state': hasState,
  '--mark': isMarkedSo,
  // No address of a new one is translated yet.
  '--ctstatus': (value) => value === 'NONE',
  '--ctdir': (value, { isReply }) => value === (isReply ? 'REPLY' : 'ORIGINAL'),
  '--src-type': (value) => value.split(',').includes('UNICAST'),
  '--dst-type': (value, packet) => value.split(',').includes(isArriving(packet) ? 'LOCAL' : 'UNICAST'),
  '--pkt-type': (value) => value === 'unicast',
  // kube-proxy's own sets have addresses of Services, and of pods that send to themselves.
  '--match-set': (value) => (/^KUBE-(?!SRC-|DST-)/.test(value) ? false : undefined),
};

const NO_CONDITION = new Set(['-m', '--comment', '-j', '-g', '--reject-with', '-A']);

const TARGETS: Readonly<Record<string, PacketVerdict>> = {
  ACCEPT: 'accept',
  DROP: 'drop',
  REJECT: 'drop',
  RETURN: 'return',
  MASQUERADE: 'masquerade',
  SNAT: 'masquerade',
  DNAT: 'redirect',
  REDIRECT: 'redirect',
  NETMAP: 'redirect',
  NOTRACK: 'notrack',
};

/**
 * What kube-proxy and the kubelet mark, they mark for themselves: no packet between pods. kube-router's chains, of k3s,
 * mark all that network policies let through.
 */
const isKubeMark = (chain: string, { name }: Option): boolean =>
  name === '--mark' && /^KUBE-(?!POD-FW-|NWPLCY-|ROUTER-)/.test(chain);

const holds = (chain: string, option: Option, packet: Packet): Truth => {
  const { name, value, negated } = option;
  if (NO_CONDITION.has(name)) return true;
  const read = CONDITIONS[name]?.(value, packet);
  const held = read ?? (isKubeMark(chain, option) ? false : undefined);
  return held === undefined ? undefined : held !== negated;
};

function verdictOf(target: string, options: readonly Option[]): PacketVerdict {
  const given = (word: string): string | undefined => options.find(({ name }) => name === word)?.value;
  if (target === 'CT' && given('--notrack') !== undefined) return 'notrack';
  // iptables-save prints --set-mark, --or-mark and the like so, too.
  const change = target === 'MARK' ? given('--set-xmark') : undefined;
  return change === undefined ? (TARGETS[target] ?? { jump: target }) : { mark: markIn(change) };
}

function ruleOf(line: string): FilterRule {
  const words = [...line.matchAll(/"((?:[^"\\]|\\.)*)"|(\S+)/g)].map(([, quoted, bare]) =>
    quoted === undefined ? (bare ?? '') : `"${quoted}`,
  );
  const options = readOptions(words);
  const target = options.find(({ name }) => name === '-j')?.value;
  const aim = options.find(({ name }) => name === '-g')?.value;
  const verdict = target === undefined ? aim && { goto: aim } : verdictOf(target, options);
  const chain = options.find(({ name }) => name === '-A')?.value ?? '';
  // What comes after the target belongs to it.
  const conditions = options.slice(
    0,
    options.findIndex(({ name }) => name === '-j' || name === '-g'),
  );
  return (packet) => {
    const held = verdict ? allTrue(conditions.map((option) => holds(chain, option, packet))) : false;
    return verdict && held !== false ? { verdict, isSure: held === true, rule: `rule ${line}` } : undefined;
  };
}

/** The lines of each table in the output of iptables-save, by the table's name. */
export function savedTables(text: string): ReadonlyMap<string, readonly string[]> {
  const tables = new Map<string, string[]>();
  let lines: string[] = [];
  for (const line of savedLines(text)) {
    const name = /^\*(\S+)/.exec(line)?.[1];
    if (name === undefined) lines.push(line);
    else {
      lines = [];
      tables.set(name, lines);
    }
  }
  return tables;
}

const engineOf = ({ variant }: SavedRules): FilterChain['engine'] =>
  variant === 'legacy' ? 'iptables-legacy' : 'iptables';

/** The built-in chain at a hook of each table, out of what iptables-save prints. */
export function iptablesFilterChains(saved: SavedRules, hook: PacketHook = 'forward'): FilterChain[] {
  const name = hook.toUpperCase();
  return [...savedTables(saved.text)].flatMap(([table, lines]): FilterChain[] => {
    const [, policy] =
      lines.map((line) => new RegExp(`^:${name} (\\w+)`).exec(line)).find((found) => found !== null) ?? [];
    if (policy === undefined) return [];
    const names = lines.flatMap((line) => /^:(\S+)/.exec(line)?.[1] ?? []);
    return [
      {
        engine: engineOf(saved),
        family: saved.family,
        table,
        name,
        ...(table === 'nat' ? { isNat: true as const } : {}),
        policy: policy === 'DROP' ? 'drop' : 'accept',
        chains: chainsByName(
          names,
          lines.filter((line) => line.startsWith('-A ')),
          { chainOf: (line) => line.split(' ', 2)[1] ?? '', read: ruleOf },
        ),
      },
    ];
  });
}
