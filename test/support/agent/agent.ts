import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Host, RunOptions } from '../host/netns.ts';
import { readIn } from '../host/node.ts';
import { type Running, start, until } from '../transactions/running.ts';

/** A list of nodes of one network, as a node list. */
export const nodeList = (...numbers: readonly number[]): string =>
  numbers.map((n) => `- {name: n${n}, publicIP: 192.168.77.${n}, subnet: 10.244.${n}.0/24}\n`).join('');

/** A list of nodes of a network of both families. */
export const dualNodeList = (...numbers: readonly number[]): string =>
  numbers
    .map(
      (n) =>
        `- {name: n${n}, publicIP: 192.168.77.${n}, publicIPv6: "fd77::${n}", subnet: 10.244.${n}.0/24, ipv6Subnet: "fd00:244:0:${n}::/64"}\n`,
    )
    .join('');

/** The files that an agent of n1 follows. */
export interface AgentFiles {
  readonly nodes: string;
  readonly netConf: string;
}

export async function agentFiles(host: Host, list: string, netConf: string): Promise<AgentFiles> {
  const files = { nodes: path.join(host.root, 'nodes.yaml'), netConf: path.join(host.root, 'net-conf.json') };
  await writeFile(files.nodes, list);
  await writeFile(files.netConf, netConf);
  return files;
}

/** Starts an agent of n1 that follows files. */
export const startAgent = (
  host: Host,
  { nodes, netConf }: AgentFiles,
  more: readonly string[] = [],
  options?: RunOptions,
): Running =>
  start(
    host,
    ['agent', '--node', 'n1', '--nodes', nodes, '--net-config-path', netConf, '--ip-masq', ...more],
    options,
  );

/** The subnets that a host has routes of flannelctl's to. */
export async function peerRoutes(host: Host): Promise<string[]> {
  const text = await host.sh('ip route show proto 140');
  return text
    .split('\n')
    .flatMap((line) => /^\S+/.exec(line)?.[0] ?? [])
    .sort();
}

/** Waits until a host's routes lead to the subnets of these nodes. */
export async function routesTo(host: Host, ...numbers: readonly number[]): Promise<void> {
  const wanted = numbers.map((n) => `10.244.${n}.0/24`).join(' ');
  await until(`routes to ${wanted}`, async () => (await peerRoutes(host)).join(' ') === wanted);
}

/** Waits until the agent of a host says that the node matches its store. */
export async function untilReady(host: Host): Promise<void> {
  await until('the agent is ready', async () =>
    (await readIn(host, 'run/flannelctl/agent.json').catch(() => '')).includes('"ready": true'),
  );
}
