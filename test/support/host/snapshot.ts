import { createHash } from 'node:crypto';
import { lstat, readdir, readFile, readlink } from 'node:fs/promises';
import path from 'node:path';
import type { Host } from './netns.ts';

/** What `sysctl -a` prints, in a fifth of its time. Some settings can't be read, some kernels lack some. */
const SETTINGS = `grep -rs . ${['ipv4/ip_forward', 'ipv4/conf', 'ipv6/conf', 'bridge']
  .map((name) => `/proc/sys/net/${name}`)
  .join(' ')} | awk '{
    colon = index($0, ":")
    name = substr($0, 11, colon - 11)
    gsub(/\\./, ",", name); gsub("/", ".", name); gsub(",", "/", name)
    print name " = " substr($0, colon + 1)
  }'`;

const COMMANDS = [
  'ip -d -j address',
  'ip -d -j route show table all',
  'ip -d -j rule',
  'ip -j nexthop',
  'ip -j neigh show nud permanent',
  'bridge -j fdb',
  'nft list ruleset',
  'iptables-save',
  'sysctl -a',
];

const END_OF_ONE = '~~~';

/** All commands in one shell, since to enter a network namespace costs more than most of them. */
const SCRIPT = [
  'set -e',
  ...COMMANDS.map((command) => `${command === 'sysctl -a' ? SETTINGS : command}; echo ${END_OF_ONE}`),
].join('\n');

/** Timers change by themselves, and so do the counters of rules and chains with each packet. */
const settle = (text: string): string =>
  text
    .replaceAll(/"(\w+_timer)":[\d.]+/g, '"$1":0')
    .replaceAll(/packets \d+ bytes \d+/g, 'packets 0 bytes 0')
    .replaceAll(/\[\d+:\d+\]$/gm, '[0:0]');

/** The history has what was rolled back, too; it goes with the record. */
const isHistory = (file: string): boolean => file.endsWith('var/lib/flannelctl/history.ndjson');

async function filesUnder(folder: string, base = folder): Promise<string[]> {
  const names = (await readdir(folder)).filter((name) => !isHistory(path.join(folder, name))).sort();
  const lines = await Promise.all(
    names.map(async (name) => {
      const file = path.join(folder, name);
      const found = await lstat(file);
      const shown = `${path.relative(base, file)} ${found.mode.toString(8)}`;
      if (found.isDirectory()) return [shown, ...(await filesUnder(file, base))];
      if (found.isSymbolicLink()) return [`${shown} -> ${await readlink(file)}`];
      return [
        `${shown} ${createHash('sha256')
          .update(await readFile(file))
          .digest('hex')}`,
      ];
    }),
  );
  return lines.flat();
}

/** The kernel joins and leaves multicast groups, and learns and forgets whom a bridge has heard, in its own time. */
const isFleeting = (line: string): boolean => /"mac":"(33:33|01:00:5e):|"mac".*"state":"(stale)?"/.test(line);

/** One line an object, so that a difference shows as the one line it is; without the times of iptables-save. */
const linesOf = (text: string): string[] =>
  text.startsWith('[')
    ? // Names of links may have characters in them that JSON doesn't allow, and `ip` prints them (6.1).
      (JSON.parse(text.replaceAll(/\p{Cc}/gu, encodeURIComponent)) as object[])
        .map((entry) => JSON.stringify(entry))
        .filter((line) => !isFleeting(line))
    : text.split('\n').filter((line) => !/^$|^# (Generated|Completed)/.test(line));

/** The table or chain that a line of a listing begins or is in; undefined where the list is in no order of its own. */
const PLACES: Readonly<Record<string, (line: string, last: string) => string>> = {
  'ip -d -j rule': () => 'rules',
  'iptables-save': (line, last) => {
    const [table = ''] = last.split(' ');
    if (line.startsWith('*')) return line;
    return `${table} ${/^-A (\S+)/.exec(line)?.[1] ?? line}`;
  },
  'nft list ruleset': (line, last) => {
    if (line.startsWith('table ')) return line;
    const table = last.split('\t')[0] ?? '';
    if (line === '}') return table;
    return /^\t(?:chain|set|map) /.test(line) ? `${table}${line}` : last;
  },
};

/** Rules with their chain and their number in it: the kernel asks them in that order. */
function inTheirChains(command: string, lines: readonly string[]): readonly string[] {
  const placeOf = PLACES[command];
  if (placeOf === undefined) return lines;
  const counts = new Map<string, number>();
  let place = '';
  return lines.map((line) => {
    place = placeOf(line, place);
    const number = (counts.get(place) ?? 0) + 1;
    counts.set(place, number);
    return `${place} ${number}: ${line}`;
  });
}

/** Everything of a host that flannelctl could touch, by the command that shows it; and the files under its root. */
export type Snapshot = Readonly<Record<string, readonly string[]>>;

export async function snapshot(host: Host): Promise<Snapshot> {
  const texts = settle(await host.sh('sh -s', SCRIPT)).split(`${END_OF_ONE}\n`);
  const taken = COMMANDS.map((command, i) => [command, linesOf((texts[i] ?? '').trimEnd())] as const);
  return { ...Object.fromEntries(taken), files: await filesUnder(host.root) };
}

/** Sorted, and without the kernel's numbers: its lists are in an order that differs from boot to boot. */
export const sorted = (taken: Snapshot): Snapshot =>
  Object.fromEntries(
    Object.entries(taken).map(([command, lines]) => [
      command,
      lines.map((line) => line.replace(/"ifindex":\d+/, '"ifindex":0')).toSorted(),
    ]),
  );

/**
 * What two snapshots of the same state have in common where objects were recreated in between: without the kernel's
 * numbers and counters, and without the order of its lists, but for that of the rules in a chain.
 */
export const unordered = (taken: Snapshot): Snapshot =>
  sorted(
    Object.fromEntries(
      Object.entries(taken).map(([command, lines]) => [command, inTheirChains(command, lines)]),
    ),
  );
