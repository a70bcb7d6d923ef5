import type { Ruleset } from '../../../../src/state/index.ts';
import { type IptablesTable, type ModelKernel, type NftTable, refuse } from './kernel.ts';

type Family = Ruleset['family'];

const BUILT_IN = new Set(['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING']);

const VERDICTS = new Set(['ACCEPT', 'RETURN', 'MASQUERADE']);

const unknown = (line: string): never => {
  throw new Error(`the model does not know this line: ${line}`);
};

/** The rules of a chain; a built-in one comes into being when it is first named. */
function chainOf(table: IptablesTable, name: string): string[] {
  if (BUILT_IN.has(name) && !table.has(name)) table.set(name, []);
  return table.get(name) ?? refuse(`No chain/target/match by that name: ${name}`);
}

function deleteChain(table: IptablesTable, name: string): void {
  const rules = table.get(name) ?? refuse(`No chain/target/match by that name: ${name}`);
  const isUsed = [...table.values()].flat().some((rule) => ` ${rule}`.endsWith(` -j ${name}`));
  if (rules.length > 0 || isUsed) refuse(`CHAIN_DEL failed (Device or resource busy): chain ${name}`);
  table.delete(name);
}

/** A rule can lead only to a verdict or to a chain that is there. */
function appendRule(table: IptablesTable, chain: string, rule: string): void {
  const target = /(?:^| )-j (\S+)/.exec(rule)?.[1] ?? unknown(rule);
  if (!VERDICTS.has(target) && !table.has(target)) refuse(`Couldn't load target \`${target}'`);
  chainOf(table, chain).push(rule);
}

function restoreLine(table: IptablesTable, line: string): void {
  const {
    verb,
    chain = '',
    rule = '',
  } = /^(?<verb>:|-[ADFX] )(?<chain>\S+)(?: (?<rule>.*))?$/.exec(line)?.groups ?? unknown(line);
  if (verb === ':') table.set(chain, []);
  if (verb === '-A ') appendRule(table, chain, rule);
  if (verb === '-F ') chainOf(table, chain).length = 0;
  if (verb === '-X ') deleteChain(table, chain);
  if (verb === '-D ') {
    const rules = chainOf(table, chain);
    if (!rules.includes(rule)) refuse('Bad rule (does a matching rule exist in that chain?)');
    rules.splice(rules.indexOf(rule), 1);
  }
}

/** `iptables-restore --noflush`, or ip6tables-restore, of one table: all of it or nothing. */
export function restore(kernel: ModelKernel, family: Family, script: string): void {
  const [head = '', ...rest] = script.split('\n');
  const name = /^\*(nat|filter)$/.exec(head)?.[1] ?? unknown(head);
  if (rest.pop() !== 'COMMIT') refuse('COMMIT expected');
  const before = kernel.iptables.get(`${family} ${name}`) ?? new Map<string, string[]>();
  const table: IptablesTable = new Map([...before].map(([chain, rules]) => [chain, [...rules]]));
  for (const line of rest) restoreLine(table, line);
  kernel.iptables.set(`${family} ${name}`, table);
}

/** What iptables-save prints, or ip6tables-save. */
export const save = ({ iptables }: ModelKernel, family: Family): string =>
  [...iptables]
    .filter(([key]) => key.startsWith(`${family} `))
    .flatMap(([key, table]) => [
      `*${key.slice(family.length + 1)}`,
      ...[...table.keys()].map((chain) => `:${chain} ${BUILT_IN.has(chain) ? 'ACCEPT' : '-'} [0:0]`),
      ...[...table].flatMap(([chain, rules]) => rules.map((rule) => `-A ${chain} ${rule}`)),
      'COMMIT',
    ])
    .join('\n');

/** The tables and chains of iptables that nft sees. */
export const nftChains = ({ iptables }: ModelKernel): Set<string> =>
  new Set(
    [...iptables].flatMap(([key, table]) => [key, ...[...table.keys()].map((chain) => `${key} ${chain}`)]),
  );

function deleteTable(kernel: ModelKernel, family: string, name: string): void {
  const key = `${family} ${name}`;
  if (!kernel.iptables.delete(key) && !kernel.nft.delete(key)) refuse('No such file or directory');
}

/** nft deletes a built-in chain of iptables where nothing is in it. */
function deleteBaseChain({ iptables }: ModelKernel, [family, table, chain = '']: readonly string[]): void {
  const chains = iptables.get(`${family} ${table}`) ?? refuse('No such file or directory');
  if ((chains.get(chain) ?? refuse('No such file or directory')).length > 0)
    refuse('Device or resource busy');
  chains.delete(chain);
}

/** The chains of a table, out of the lines between its braces. */
function readChains(lines: readonly string[]): NftTable {
  const chains: NftTable = new Map();
  for (const [i, line] of lines.entries()) {
    const name = /^ {2}chain (\S+) \{$/.exec(line)?.[1];
    if (name === undefined) continue;
    const body = lines.slice(i + 1, lines.indexOf('  }', i)).map((rule) => rule.trim());
    const [head = '', ...rules] = body;
    chains.set(name, { hook: / hook (\S+) /.exec(head)?.[1] ?? unknown(head), rules });
  }
  return chains;
}

/** `nft -f` of a script as flannelctl writes them. */
export function runNft(kernel: ModelKernel, script: string): void {
  const lines = script.split('\n');
  for (const [i, line] of lines.entries()) {
    const [, verb, family = '', name = ''] = /^(?:(add|delete) )?table (\S+) (\S+)(?: \{)?$/.exec(line) ?? [];
    const baseChain = /^delete chain (\S+) (\S+) (\S+)$/.exec(line);
    if (baseChain !== null) {
      deleteBaseChain(kernel, baseChain.slice(1));
      continue;
    }
    if (name === '') {
      if (!/^( |\})/.test(line)) unknown(line);
      continue;
    }
    const key = `${family} ${name}`;
    if (verb === 'add') kernel.nft.set(key, kernel.nft.get(key) ?? new Map());
    else if (verb === 'delete') deleteTable(kernel, family, name);
    else kernel.nft.set(key, readChains(lines.slice(i + 1)));
  }
}
