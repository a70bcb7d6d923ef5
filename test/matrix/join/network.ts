import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { expect, onTestFinished } from 'vitest';
import { type CliResult, flannelctl } from '../../support/cli/cli.ts';
import { testLab } from '../../support/host/lab.ts';
import { commandIn } from '../../support/host/netns.ts';
import { startStream } from '../../support/host/stream.ts';

export const NODES = ['n1', 'n2', 'n3'] as const;
export type NodeId = (typeof NODES)[number];

/** A running network of three nodes, with a pod each. */
export interface Network {
  /** The network namespace of a node or pod. */
  readonly netns: (member: string) => string;
  readonly root: (node: NodeId) => string;
  /** Runs a program in a member; a failure throws. */
  readonly sh: (member: string, command: string) => Promise<string>;
  /** Runs the built flannelctl on a node. */
  readonly flannelctl: (node: NodeId, args: readonly string[], options?: RunOptions) => Promise<CliResult>;
  readonly subnetOf: (node: NodeId) => Promise<string>;
}

interface RunOptions {
  readonly input?: string;
  readonly via?: readonly string[];
}

/** Makes a lab that is taken down when the running test ends. */
export async function runningNetwork(netConf: object): Promise<Network> {
  const { name, folder, lab } = testLab();
  onTestFinished(async () => void (await lab('down')));
  const up = ['lab', 'up', '--name', name, '--nodes', '3', '--pods', '1', '--net-conf', '-'];
  const { exitCode, stderr } = await flannelctl(up, { input: JSON.stringify(netConf) });
  expect(exitCode, stderr).toBe(0);
  const netns = (member: string): string => `flab.${name}.${member}`;
  const root = (node: NodeId): string => `${folder}/nodes/${node}`;
  const sh: Network['sh'] = async (member, command) =>
    (await execa('ip', ['netns', 'exec', netns(member), ...command.split(' ')])).stdout;
  return {
    netns,
    root,
    sh,
    flannelctl: async (node, args, { input, via } = {}) => {
      const [file = '', ...rest] = commandIn(netns(node), args, via);
      const result = await execa(file, rest, {
        reject: false,
        env: { NO_COLOR: '1', FLANNELCTL_ROOT: root(node) },
        ...(input === undefined ? { stdin: 'ignore' as const } : { input }),
      });
      return { exitCode: result.exitCode ?? -1, stdout: result.stdout, stderr: result.stderr };
    },
    subnetOf: async (node) => {
      const addresses = await sh(node, 'ip -4 -br address show dev cni0');
      return /\d+\.\d+\.\d+/.exec(addresses)?.[0] ?? expect.fail(addresses);
    },
  };
}

/** A row of the closing table. */
export interface Row {
  readonly change: string;
  readonly sent: number;
  readonly lost: number;
  readonly gapMs: number;
}

const pod = async (network: Network, node: NodeId): Promise<string> =>
  /\d+\.\d+\.\d+\.\d+/.exec(await network.sh(`${node}-p1`, 'ip -4 -br address show dev eth0'))?.[0] ??
  expect.fail(`${node}-p1 has no address`);

/** Around a change: what is lost before it and after it would be no loss by it. */
const MARGIN_MS = 200;

/** What becomes of a stream from the pod of n1 to that of n2 while something is done. */
export async function streamDuring(
  network: Network,
  change: string,
  work: () => Promise<void>,
): Promise<Row> {
  const [from, to] = [network.netns('n1-p1'), network.netns('n2-p1')];
  const stream = await startStream({ from, to, address: await pod(network, 'n2') });
  await sleep(MARGIN_MS);
  await work();
  await sleep(MARGIN_MS);
  const { sent, lost, longestGapMs } = await stream.end();
  return { change, sent, lost, gapMs: longestGapMs };
}

/** The same command on all nodes, one after the other; gives what they warned of. */
export async function onAll(network: Network, args: readonly string[], input?: string): Promise<string[]> {
  const warnings: string[] = [];
  for (const node of NODES) {
    const { exitCode, stdout, stderr } = await network.flannelctl(
      node,
      args,
      input === undefined ? {} : { input },
    );
    expect(exitCode, `${node}: ${stdout}\n${stderr}`).toBe(0);
    warnings.push(...[...stderr.matchAll(/^.*warning: (.*)$/gm)].map(([, text = '']) => text));
  }
  return warnings;
}

/** All nodes are as they were told to be. */
export async function expectWell(network: Network): Promise<void> {
  const all = await Promise.all(
    NODES.map(async (node) => network.flannelctl(node, ['status', '--no-probe'])),
  );
  for (const { exitCode, stdout, stderr } of all) expect(exitCode, `${stdout}\n${stderr}`).toBe(0);
}

/** The pods of all three nodes reach each other. */
export async function expectReachable(network: Network, nodes: readonly NodeId[] = NODES): Promise<void> {
  for (const from of nodes)
    for (const to of nodes)
      if (from !== to) await network.sh(`${from}-p1`, `ping -c1 -W2 -q ${await pod(network, to)}`);
}

/** Rows as a table for people, printed when the run ends. */
export function tableOf(rows: readonly Row[]): string {
  const width = Math.max(...rows.map(({ change }) => change.length));
  const line = ({ change, sent, lost, gapMs }: Row): string =>
    `${change.padEnd(width)}  ${`${sent}`.padStart(6)}  ${`${lost}`.padStart(5)}  ${`${gapMs}`.padStart(6)}`;
  return [`${'change'.padEnd(width)}    sent   lost  gap ms`, ...rows.map(line)].join('\n');
}
