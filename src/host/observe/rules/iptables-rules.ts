import { FLANNEL_CHAINS } from '../../../flannel/index.ts';
import { parsePrefix } from '../../../net/index.ts';
import {
  type BaseChain,
  BUILT_IN,
  type Chain,
  jumpText,
  type PrefixMatch,
  type Rule,
  type Ruleset,
  type UnknownRule,
} from '../../../state/index.ts';
import { savedLines } from './saved-lines.ts';

type Table = keyof typeof FLANNEL_CHAINS;

const TABLES = ['nat', 'filter'] as const satisfies readonly Table[];

/** The lines of each table, out of `iptables-save`. */
function tableLines(save: string): Map<string, string[]> {
  const tables = new Map<string, string[]>();
  let lines: string[] = [];
  for (const line of savedLines(save)) {
    if (!line.startsWith('*')) {
      lines.push(line);
      continue;
    }
    lines = [];
    tables.set(line.slice(1), lines);
  }
  return tables;
}

const VERDICTS: Readonly<Record<string, Pick<Rule, 'verdict' | 'fullyRandom'>>> = {
  ACCEPT: { verdict: 'accept' },
  RETURN: { verdict: 'return' },
  'MASQUERADE --random-fully': { verdict: 'masquerade' },
  MASQUERADE: { verdict: 'masquerade', fullyRandom: false },
};

const RULE =
  /^(?:(?<ns>! )?-s (?<s>\S+) ?)?(?:(?<nd>! )?-d (?<d>\S+) ?)?(?:-m mark --mark (?<bit>0x[0-9a-f]+)\/\k<bit> ?)?-m comment --comment "flanneld (?:masq|forward)" -j (?<verdict>.+)$/;

/** What a rule matches; undefined if it doesn't, and null if that is no prefix, as by a mask with holes. */
function match(text: string | undefined, negation: string | undefined): PrefixMatch | undefined | null {
  if (text === undefined) return undefined;
  const prefix = parsePrefix(text);
  return prefix === text ? { prefix, negated: negation !== undefined } : null;
}

function readRule(text: string): Rule | UnknownRule {
  const { s, ns, d, nd, bit, verdict } = RULE.exec(text)?.groups ?? {};
  const known = VERDICTS[verdict ?? ''];
  const [source, destination] = [match(s, ns), match(d, nd)];
  if (known === undefined || source === null || destination === null) return { unknown: text };
  return {
    ...(bit === undefined ? {} : { mark: Number(bit) }),
    ...(source === undefined ? {} : { source }),
    ...(destination === undefined ? {} : { destination }),
    ...known,
  };
}

function readChain({ name, hook }: (typeof FLANNEL_CHAINS)[Table], lines: readonly string[]): Chain[] {
  if (!lines.some((line) => line.startsWith(`:${name} `))) return [];
  const rules = lines
    .filter((line) => line.startsWith(`-A ${name} `))
    .map((line) => readRule(line.slice(name.length + 4)));
  const ours = jumpText({ name, hook });
  const jumps = lines.filter((line) => isJump(line, name)).map((line) => line.slice('-A '.length));
  const extraJumps = jumps.filter((jump, i) => jump !== ours || jumps.indexOf(jump) !== i);
  const hooked = jumps.includes(ours);
  return [{ name, hook, hooked, rules, ...(extraJumps.length === 0 ? {} : { extraJumps }) }];
}

/** flannel looks for its chains in the wrong table, too (flannel-facts 6.5): whatever bears their names is read in each. */
function readTable(family: Ruleset['family'], table: Table, lines: readonly string[]): Ruleset[] {
  const chains = TABLES.flatMap((of) => readChain(FLANNEL_CHAINS[of], lines));
  return chains.length === 0 ? [] : [{ kind: 'ruleset', engine: 'iptables', family, table, chains }];
}

const isJump = (line: string, chain: string): boolean =>
  line.startsWith('-A ') && [' -j ', ' -g '].some((word) => line.endsWith(`${word}${chain}`));

/** flannel's chains, out of `iptables-save`. */
export function readIptables(family: Ruleset['family'], save: string): Ruleset[] {
  const tables = tableLines(save);
  return TABLES.flatMap((table) => readTable(family, table, tables.get(table) ?? []));
}

/** Whether anybody but us has rules in a built-in chain, or has taken its policy off ACCEPT. */
function isBusy(lines: readonly string[], table: Table): boolean {
  const { name, hook } = FLANNEL_CHAINS[table];
  const builtIn = BUILT_IN[hook];
  return lines.some(
    (line) =>
      (line.startsWith(`-A ${builtIn} `) && !isJump(line, name)) ||
      (line.startsWith(`:${builtIn} `) && !line.startsWith(`:${builtIn} ACCEPT `)),
  );
}

/**
 * The tables and built-in chains of iptables-nft that exist, out of the chains that nft lists (`family table chain`);
 * iptables-save prints built-in chains whether they exist or not.
 */
export function readBaseChains(
  family: 'ip' | 'ip6',
  nftChains: ReadonlySet<string>,
  save: string,
): BaseChain[] {
  const tables = tableLines(save);
  return TABLES.flatMap((table): BaseChain[] => {
    const builtIn = BUILT_IN[FLANNEL_CHAINS[table].hook];
    const inTable = [...nftChains].filter((chain) => chain.startsWith(`${family} ${table} `));
    if (!nftChains.has(`${family} ${table}`)) return [];
    const names = [builtIn, ...TABLES.map((of) => FLANNEL_CHAINS[of].name)];
    const ours = new Set(names.map((chain) => `${family} ${table} ${chain}`));
    const busy = isBusy(tables.get(table) ?? [], table);
    const chain: BaseChain = { kind: 'basechain', family, table, chain: builtIn, busy };
    return [
      { kind: 'basechain', family, table, busy: busy || inTable.some((other) => !ours.has(other)) },
      ...(nftChains.has(`${family} ${table} ${builtIn}`) ? [chain] : []),
    ];
  });
}
