import { type SavedRules, savedLines } from '../../host/index.ts';
import { ADDRESS_BITS, type Address, familyOf, parsePrefix, prefixContainsAddress } from '../../net/index.ts';
import { type FilterRule, type ForwardChain, isLinkNamed, type Packet, type Verdict } from './packet.ts';

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

/** The conditions that are known; all others, the loading of modules and comments apart, are taken not to hold. */
const CONDITIONS: Readonly<Record<string, (value: string, packet: Packet) => boolean>> = {
  '-s': (value, { source }) => isIn(source, value),
  '-d': (value, { destination }) => isIn(destination, value),
  '-i': (value, { iif }) => isLinkNamed(iif, value),
  '-o': (value, { oif }) => isLinkNamed(oif, value),
  '-p': (value, { udpPort }) => udpPort !== undefined && (value === 'udp' || value === '17'),
  '--dport': (value, { udpPort }) => udpPort !== undefined && isPortIn(udpPort, value),
  '--dports': (value, { udpPort }) =>
    udpPort !== undefined && value.split(',').some((ports) => isPortIn(udpPort, ports)),
  '--ctstate': (value) => value.split(',').includes('NEW'),
  '--state': (value) => value.split(',').includes('NEW'),
};

const NO_CONDITION = new Set(['-m', '--comment', '-j', '-g', '--reject-with', '-A']);

const TARGETS: Readonly<Record<string, Verdict>> = {
  ACCEPT: 'accept',
  DROP: 'drop',
  REJECT: 'drop',
  RETURN: 'return',
};

const holds = ({ name, value, negated }: Option, packet: Packet): boolean => {
  if (NO_CONDITION.has(name)) return true;
  const condition = CONDITIONS[name];
  return condition !== undefined && condition(value, packet) !== negated;
};

function ruleOf(line: string): FilterRule {
  const words = [...line.matchAll(/"((?:[^"\\]|\\.)*)"|(\S+)/g)].map(([, quoted, bare]) =>
    quoted === undefined ? (bare ?? '') : `"${quoted}`,
  );
  const options = readOptions(words);
  const target = options.find(({ name }) => name === '-j')?.value;
  const aim = options.find(({ name }) => name === '-g')?.value;
  const verdict = target === undefined ? aim && { goto: aim } : (TARGETS[target] ?? { jump: target });
  return (packet) => (verdict && options.every((option) => holds(option, packet)) ? verdict : undefined);
}

/** The chain FORWARD or INPUT of a filter table, out of `iptables-save -t filter`. */
export function iptablesForwardChain(
  { variant, family, text }: SavedRules,
  name: 'FORWARD' | 'INPUT' = 'FORWARD',
): ForwardChain[] {
  const lines = savedLines(text);
  const [, policy] =
    lines.map((line) => new RegExp(`^:${name} (\\w+)`).exec(line)).find((found) => found !== null) ?? [];
  if (policy === undefined) return [];
  const names = lines.flatMap((line) => /^:(\S+)/.exec(line)?.[1] ?? []);
  const chains = new Map(
    names.map((name) => [name, lines.filter((line) => line.startsWith(`-A ${name} `)).map(ruleOf)]),
  );
  return [
    {
      engine: variant === 'legacy' ? 'iptables-legacy' : 'iptables',
      family,
      table: 'filter',
      name,
      policy: policy === 'DROP' ? 'drop' : 'accept',
      chains,
    },
  ];
}
