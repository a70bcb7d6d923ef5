import { createHash } from 'node:crypto';
import { lstat, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Host } from './netns.ts';

const COMMANDS = [
  'ip -d -j address',
  'ip -d -j route show table all',
  'ip -6 -d -j route show table all',
  'ip -d -j rule',
  'ip -j nexthop',
  'ip -j neigh show nud permanent',
  'bridge -j fdb',
  'nft list ruleset',
  'iptables-save',
  'ip6tables-save',
  'cat /proc/sys/net/ipv4/ip_forward',
  'cat /proc/sys/net/bridge/bridge-nf-call-iptables',
];

/** What changes by itself: times of iptables-save, timers, link-layer addresses' ages. */
const settle = (text: string): string =>
  text
    .replaceAll(/^# (Generated|Completed).*\n/gm, '')
    .replaceAll(/"(gc_timer|hello_timer|tcn_timer|topology_change_timer)":[\d.]+/g, '"$1":0')
    .replaceAll(/,"tentative":true/g, '');

async function filesUnder(folder: string, base = folder): Promise<string[]> {
  const names = (await readdir(folder)).sort();
  const lines = await Promise.all(
    names.map(async (name) => {
      const file = path.join(folder, name);
      const found = await lstat(file);
      const shown = `${path.relative(base, file)} ${found.mode.toString(8)}`;
      if (found.isDirectory()) return [shown, ...(await filesUnder(file, base))];
      return [
        `${shown} ${createHash('sha256')
          .update(await readFile(file))
          .digest('hex')}`,
      ];
    }),
  );
  return lines.flat();
}

/** Everything of a host that init could touch: links, addresses, routes, nexthops, rules, settings, files. */
export async function snapshot(host: Host): Promise<Record<string, string>> {
  const texts = await Promise.all(
    COMMANDS.map(async (command) => [command, settle(await host.sh(command))] as const),
  );
  return { ...Object.fromEntries(texts), files: (await filesUnder(host.root)).join('\n') };
}
