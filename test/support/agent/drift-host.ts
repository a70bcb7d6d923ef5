import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import type { Host } from '../host/netns.ts';
import { netConf, readIn } from '../host/node.ts';
import { type Running, until } from '../transactions/running.ts';
import { agentFiles, startAgent } from './agent.ts';
import { type Drift, type DriftPeer, entryDrifts, PEER_V4, PEER_V6 } from './drifts.ts';

const PORT = 9441;

/** Three nodes with both address families. */
const dualList = (): string =>
  [1, 2, 3]
    .map(
      (n) =>
        `- {name: n${n}, publicIP: 192.168.77.${n}, subnet: 10.244.${n}.0/24, publicIPv6: "fd00:77::${n}", ipv6Subnet: "fd00:10:244:${n}::/64"}\n`,
    )
    .join('');

/** A host on which an agent works, and listens to what others change. */
export interface DriftHost {
  readonly host: Host;
  readonly agent: Running;
}

/** Starts an agent with both families, and waits until it is at rest. */
export async function startDriftHost(host: Host, engine: string): Promise<DriftHost> {
  await host.sh('ip addr add fd00:77::1/64 dev eth0');
  await host.sh('ip -6 route add default via fd00:77::fe dev eth0');
  const conf = netConf({
    EnableNFTables: engine === 'nft',
    EnableIPv6: true,
    IPv6Network: 'fd00:10:244::/48',
  });
  const files = await agentFiles(host, dualList(), conf);
  const flags = ['--healthz-ip', '127.0.0.1', '--healthz-port', `${PORT}`, '--log-level', 'debug'];
  const agent = startAgent(host, files, flags);
  await until('the host is watched', async () => agent.said().includes('the watch began'));
  await untilAtRest({ host, agent });
  return { host, agent };
}

/** The number of an agent's full comparisons so far. */
export async function fullComparisons({ host }: DriftHost): Promise<number> {
  const text = await host.sh(`curl -s http://127.0.0.1:${PORT}/metrics`);
  return Number(/^flannelctl_agent_full_comparisons_total (\d+)/m.exec(text)?.[1]);
}

/** Waits until an agent has said nothing for a while. */
export async function untilAtRest({ agent }: DriftHost): Promise<void> {
  for (let before = ''; before !== agent.said(); ) {
    before = agent.said();
    await sleep(700);
  }
}

const LOOKS = [
  'ip -br -N link show group 17996',
  'ip -N -o addr show dev flannel.1 scope global',
  'ip -N -o addr show dev cni0 scope global',
  'ip -N -4 route show proto 140',
  'ip -N -6 route show proto 140',
  'ip -N nexthop show proto 140',
  'ip -N neigh show dev flannel.1 nud permanent',
  'bridge fdb show dev flannel.1',
  'sysctl net.ipv4.ip_forward net.ipv6.conf.all.forwarding',
] as const;

const RULES: Readonly<Record<string, readonly string[]>> = {
  nft: ['nft -s list table ip flannelctl', 'nft -s list table ip6 flannelctl'],
  iptables: [
    'iptables -t nat -S FLANNEL-POSTRTG',
    'ip6tables -t nat -S FLANNEL-POSTRTG',
    'iptables -S FLANNEL-FWD',
    'ip6tables -S FLANNEL-FWD',
  ],
};

const sorted = (text: string): string =>
  text
    .split('\n')
    // Entries of multicast are the kernel's own.
    .filter((line) => !/33:33|^ff|00:00:00:00:00:00/.test(line))
    .map((line) => line.trim().replace(/^\d+: /, ''))
    .sort()
    .join('\n');

/** What others can change, as text; what can't be asked is told so. */
async function lookAt({ host }: DriftHost, engine: string): Promise<string> {
  const asked = [...LOOKS, ...(RULES[engine] ?? [])].map(async (command) =>
    host.sh(command).then(sorted, () => `${command} failed`),
  );
  const files = ['run/flannel/subnet.env', 'etc/cni/net.d/10-flannel.conflist'].map(async (file) =>
    readIn(host, file).catch(() => `${file} is missing`),
  );
  return (await Promise.all([...asked, ...files])).join('\n\n');
}

/** Others change the host; gives the milliseconds until all is as before. The log has to name the cause. */
export async function mended(at: DriftHost, engine: string, drift: Drift): Promise<number> {
  const before = await lookAt(at, engine);
  const [comparisons, heard] = [await fullComparisons(at), at.agent.said().length];
  for (const command of drift.commands) await at.host.sh(command);
  const began = performance.now();
  await until(`${drift.name} is mended`, async () => (await lookAt(at, engine)) === before);
  const took = performance.now() - began;
  await untilAtRest(at);
  expect(await lookAt(at, engine), drift.name).toBe(before);
  const told = at.agent.said().slice(heard);
  expect(told, drift.name).toMatch(new RegExp(`objects were changed: .*(?:${drift.cause.source})`));
  // The agent's own changes are no drift.
  expect((await fullComparisons(at)) - comparisons, `${drift.name}: ${told}`).toBe(1);
  return took;
}

/** Drifts of the entries of peer n2 in one family, as they are on this host. */
export async function driftsOfPeer({ host }: DriftHost, family: 'ipv4' | 'ipv6'): Promise<readonly Drift[]> {
  const peer: DriftPeer = family === 'ipv4' ? PEER_V4 : PEER_V6;
  const route = await host.sh(`ip ${peer.ip} route show ${peer.subnet} proto 140`);
  const via = peer.subnet.replace(/\/\d+$/, '');
  const neighbor = await host.sh(`ip ${peer.ip} neigh show ${via} dev flannel.1`);
  const mac = /lladdr (\S+)/.exec(neighbor)?.[1] ?? '';
  const fdb = await host.sh('bridge fdb show dev flannel.1');
  const dst = new RegExp(`${mac} dst (\\S+)`).exec(fdb)?.[1] ?? '';
  return entryDrifts(peer, { id: /nhid (\d+)/.exec(route)?.[1] ?? '', mac, via, dst });
}
