import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { applyBatch, observe, observeRules, StepFailure } from '../../../src/host/index.ts';
import type { Address, InterfaceAddress, LinkName, Mac, Prefix } from '../../../src/net/index.ts';
import {
  batchesOf,
  type Change,
  type HostObject,
  keyOf,
  LINK_GROUP,
  type Link,
  stepsOf,
  unencodableIn,
} from '../../../src/state/index.ts';
import { words } from '../../../src/words/index.ts';

/** What is tried on a real kernel, each text by each of these. */
export interface Order {
  readonly aliases: readonly string[];
  readonly names: readonly string[];
  readonly comments: readonly string[];
  /** Commands of `ip`, of which one is wrong. */
  readonly failing: readonly (readonly (readonly string[])[])[];
}

export interface Told {
  /** By text: what the kernel has after each step, in hexadecimal digits. */
  readonly aliases: Readonly<Record<string, readonly string[]>>;
  /** The names that there are after all were made, after each was changed, and after all were deleted. */
  readonly names: readonly (readonly string[])[];
  readonly objects: number;
  /** By engine and text: the rule is listed as before, or is refused beforehand. */
  readonly comments: Readonly<Record<string, Readonly<Record<string, 'same' | 'refused' | 'other'>>>>;
  readonly failures: readonly string[];
  readonly batches: number;
}

const site = { root: process.argv[2] ?? '', transaction: 't', isRollback: false, observed: [] };

async function go(...changes: readonly Change[]): Promise<number> {
  const batches = batchesOf(stepsOf({ changes, unchanged: 0 }));
  for (const batch of batches) await applyBatch(batch, site);
  return batches.length;
}

const create = (to: HostObject): Change => ({ action: 'create', key: keyOf(to), to });
const remove = (from: HostObject): Change => ({ action: 'delete', key: keyOf(from), from });
const update = (from: HostObject, to: HostObject): Change => ({
  action: 'update',
  key: keyOf(to),
  from,
  to,
  fields: [],
});

const vxlan = (name: string, alias: string, vni: number): Link => ({
  kind: 'link',
  name: name as LinkName,
  spec: {
    type: 'vxlan',
    vni,
    local: '127.0.0.1' as Address,
    dev: 'lo' as LinkName,
    port: 8472,
    learning: false,
    gbp: false,
  },
  mac: '02:00:00:00:00:01' as Mac,
  mtu: 1500,
  group: LINK_GROUP,
  alias,
  up: true,
});

const aliasOf = (name: string): string => readFileSync(`/sys/class/net/${name}/ifalias`).toString('hex');

async function tryAliases(texts: readonly string[]): Promise<Told['aliases']> {
  const links = texts.map((text, i) => vxlan(`b${i}`, text, i + 1));
  const others = links.map((link) => ({ ...link, alias: 'another' }));
  const seen = links.map((): string[] => []);
  const look = (): void => {
    for (const [i, { name }] of links.entries()) seen[i]?.push(aliasOf(name));
  };
  await go(...links.map(create));
  look();
  await go(...links.map((link, i) => update(link, others[i] ?? link)));
  await go(...links.map((link, i) => update(others[i] ?? link, link)));
  look();
  await go(...links.map(remove));
  return Object.fromEntries(texts.map((text, i) => [text, seen[i] ?? []]));
}

/** Everything that can be on a link. */
const objectsOn = (dev: LinkName, n: number): HostObject[] => {
  const via = `10.9.${n}.2` as Address;
  return [
    { kind: 'address', dev, address: `10.9.${n}.1/24` as InterfaceAddress },
    { kind: 'neighbor', dev, dst: via, lladdr: '02:00:00:00:00:02' as Mac },
    { kind: 'fdb', dev, mac: '02:00:00:00:00:02' as Mac, dst: '127.0.0.2' as Address },
    { kind: 'nexthop', id: 100 + n, via, dev, onlink: true, protocol: 140 },
    { kind: 'route', dst: `10.10.${n}.0/24` as Prefix, nhid: 100 + n, protocol: 140 },
    { kind: 'route', dst: `10.11.${n}.0/24` as Prefix, via, dev, onlink: true, protocol: 140 },
  ];
};

async function tryNames(names: readonly string[]): Promise<Pick<Told, 'names' | 'objects' | 'batches'>> {
  const links = names.map((name, i) => vxlan(name, name, i + 1));
  const more = links.flatMap(({ name }, n) => objectsOn(name, n));
  const seen: string[][] = [];
  const look = (): unknown =>
    seen.push(
      readdirSync('/sys/class/net')
        .filter((name) => name !== 'lo')
        .sort(),
    );
  const batches = await go(...links.map(create), ...more.map(create));
  look();
  await go(...links.map((link) => update(link, { ...link, mtu: 1400 })));
  const found = await observe({ root: site.root, sysctls: [], paths: [] });
  const keys = new Set(found.map(keyOf));
  const objects = more.filter((object) => keys.has(keyOf(object))).length;
  await go(...links.map(remove), ...more.map(remove));
  look();
  return { names: seen, objects, batches };
}

const call = (program: string, ...args: readonly string[]): string =>
  execFileSync(program, args, { encoding: 'utf8' });

const ENGINES = {
  iptables: {
    make: (comment: string): unknown =>
      execFileSync('sh', [
        '-c',
        'iptables -N FLANNEL-FWD && iptables -A FLANNEL-FWD -m comment --comment "$1" -j ACCEPT',
        'sh',
        comment,
      ]),
    list: () => call('iptables-save').replaceAll(/^#.*/gm, ''),
    clear: () => execFileSync('sh', ['-c', 'iptables -F FLANNEL-FWD && iptables -X FLANNEL-FWD']),
  },
  nft: {
    make: (comment: string): unknown => {
      const place = { family: 'ip', table: 'flannel-ipv4' };
      const nftables = [
        { table: { family: 'ip', name: 'flannel-ipv4' } },
        { chain: { ...place, name: 'c' } },
        { rule: { ...place, chain: 'c', comment, expr: [{ accept: null }] } },
      ].map((add) => ({ add }));
      const file = path.join(site.root, 'comment.json');
      writeFileSync(file, JSON.stringify({ nftables }));
      return call('nft', '-j', '-f', file);
    },
    list: () => call('nft', '-j', 'list', 'table', 'ip', 'flannel-ipv4').replaceAll(/"handle": \d+/g, ''),
    clear: () => call('nft', 'delete', 'table', 'ip', 'flannel-ipv4'),
  },
} as const;

async function tryComment(
  engine: keyof typeof ENGINES,
  comment: string,
): Promise<'same' | 'refused' | 'other'> {
  const { make, list, clear } = ENGINES[engine];
  make(comment);
  try {
    const before = list();
    const [rules] = (await observeRules()).filter(({ kind }) => kind === 'ruleset');
    if (rules === undefined) return 'other';
    if (unencodableIn([remove(rules)]).length > 0) return 'refused';
    await go(remove(rules));
    await go(create(rules));
    return list() === before ? 'same' : 'other';
  } finally {
    clear();
  }
}

async function tryComments(texts: readonly string[]): Promise<Told['comments']> {
  const told: Record<string, Record<string, 'same' | 'refused' | 'other'>> = {};
  for (const engine of ['iptables', 'nft'] as const) {
    told[engine] = {};
    for (const text of texts) told[engine][text] = await tryComment(engine, text);
  }
  return told;
}

async function failureOf(commands: readonly (readonly string[])[]): Promise<string> {
  const change = create(vxlan('x', '', 1));
  const steps = commands.map((command) => ({
    change,
    instruction: { phase: 'link', tool: 'ip', args: words`${command}` } as const,
  }));
  try {
    for (const batch of batchesOf(steps)) await applyBatch(batch, site);
    return 'none';
  } catch (error) {
    return error instanceof StepFailure ? `${error.command}: ${error.message}` : String(error);
  }
}

async function play({ aliases, names, comments, failing }: Order): Promise<Told> {
  const failures = [];
  for (const commands of failing) failures.push(await failureOf(commands));
  return {
    failures,
    aliases: await tryAliases(aliases),
    ...(await tryNames(names)),
    comments: await tryComments(comments),
  };
}

process.stdout.write(JSON.stringify(await play(JSON.parse(readFileSync(0, 'utf8')) as Order)));
