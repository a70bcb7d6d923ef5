import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { execa } from 'execa';
import { rolldown } from 'rolldown';
import type { CliResult } from '../cli/cli.ts';
import { testLab } from '../host/lab.ts';
import type { Extras, Verdict } from './asker.ts';
import { type Broken, mendNode, mendPod, type TraceFault } from './faults.ts';

/** A lab of two nodes with two pods each, in which paths are broken and asked for. */
export interface TraceWorld {
  readonly nodes: readonly [Broken, Broken];
  /** What a node says of a path. */
  readonly ask: (node: string, from: string, to: string, extras?: Extras) => Promise<Verdict>;
  /** Whether one echo request, sent in a member, is answered. */
  readonly ping: (member: string, address: string) => Promise<boolean>;
  /** Runs the command on a node. */
  readonly trace: (node: string, ...args: readonly string[]) => Promise<CliResult>;
  /** Writes a bundle of a node. */
  readonly gather: (node: string, file: string) => Promise<CliResult>;
  /** A folder for files. */
  readonly folder: string;
  readonly breakNode: (node: Broken, fault: TraceFault) => Promise<void>;
  readonly mend: (node: Broken, fault: TraceFault) => Promise<void>;
  readonly close: () => Promise<void>;
}

type Asker = (from: string, to: string, extras: Extras) => Promise<Verdict>;

function askerIn(child: ChildProcessWithoutNullStreams): Asker {
  const waiting: ((said: Verdict) => void)[] = [];
  createInterface({ input: child.stdout }).on('line', (line) =>
    waiting.shift()?.(JSON.parse(line) as Verdict),
  );
  return async (from, to, extras) =>
    new Promise((resolve, reject) => {
      child.once('close', (code) => reject(new Error(`the asker ended with ${code}`)));
      waiting.push((said) => {
        child.removeAllListeners('close');
        resolve(said);
      });
      child.stdin.write(`${JSON.stringify([from, to, extras])}\n`);
    });
}

async function bundleAsker(folder: string): Promise<string> {
  const input = path.join(import.meta.dirname, 'asker.ts');
  const build = await rolldown({ input, platform: 'node', logLevel: 'silent' });
  const file = path.join(folder, 'asker.mjs');
  await build.write({ file, format: 'esm', codeSplitting: false });
  await build.close();
  return file;
}

type Sh = (member: string, script: string) => Promise<string>;

interface ListedLink {
  readonly ifname: string;
  readonly ifindex: number;
  readonly address: string;
  readonly link_index?: number;
  readonly addr_info: readonly { readonly local: string }[];
}

const links = async (sh: Sh, member: string): Promise<ListedLink[]> =>
  JSON.parse(await sh(member, 'ip -4 -j address')) as ListedLink[];

/** What there is to break on a node. */
async function look(sh: Sh, number: 1 | 2): Promise<Broken> {
  const peer = number === 1 ? 2 : 1;
  const node = `n${number}`;
  const pods = [`${node}-p1`, `${node}-p2`];
  const own = JSON.parse(await sh(node, 'ip -j link')) as ListedLink[];
  const ends = (await Promise.all(pods.map(async (pod) => links(sh, pod)))).map((all) =>
    all.find(({ ifname }) => ifname === 'eth0'),
  );
  const [nexthop = ''] = /(?<=id )\d+/.exec(await sh(node, 'ip nexthop')) ?? [];
  const other = JSON.parse(await sh(`n${peer}`, 'ip -j link show flannel.1')) as ListedLink[];
  return {
    node,
    pods,
    ports: ends.map((end) => own.find(({ ifindex }) => ifindex === end?.link_index)?.ifname ?? ''),
    podAddresses: ends.map((end) => end?.addr_info[0]?.local ?? ''),
    podMacs: ends.map((end) => end?.address ?? ''),
    subnet: `10.244.${number}.0/24`,
    peerSubnet: `10.244.${peer}.0/24`,
    vtep: `10.244.${peer}.0`,
    mac: own.find(({ ifname }) => ifname === 'flannel.1')?.address ?? '',
    peerMac: other[0]?.address ?? '',
    nexthop,
    address: `192.168.77.${number}`,
    peerAddress: `192.168.77.${peer}`,
  };
}

/** Makes the lab. */
export async function traceWorld(): Promise<TraceWorld> {
  const lab = testLab();
  const folder = await mkdtemp(path.join(os.tmpdir(), 'flannelctl-trace-'));
  const { exitCode, stderr } = await lab.lab('up', '--nodes', '2', '--pods', '2');
  if (exitCode !== 0) throw new Error(stderr);
  const inside = (member: string): string[] => ['netns', 'exec', `flab.${lab.name}.${member}`];
  const sh: Sh = async (member, script) =>
    (await execa('ip', [...inside(member), 'sh', '-c', script], { reject: false })).stdout;
  const file = await bundleAsker(folder);
  const children = ['n1', 'n2'].map((node) =>
    spawn('ip', [...inside(node), process.execPath, file, path.join(lab.folder, 'nodes', node)]),
  );
  const askers = children.map(askerIn);
  const nodes = [await look(sh, 1), await look(sh, 2)] as const;
  const members = nodes.flatMap((one) => [one.node, ...one.pods]);
  return {
    nodes,
    ask: async (node, from, to, extras = {}) => (askers[node === 'n1' ? 0 : 1] as Asker)(from, to, extras),
    ping: async (member, address) =>
      (await execa('ip', [...inside(member), 'ping', '-n', '-c1', '-W0.4', address], { reject: false }))
        .exitCode === 0,
    trace: async (node, ...args) => lab.lab('exec', node, '--', 'flannelctl', 'trace', ...args),
    gather: async (node, file) => lab.lab('exec', node, '--', 'flannelctl', 'gather', file),
    folder,
    breakNode: async (node, fault) => {
      await sh(fault.inPod ? (node.pods[0] ?? '') : node.node, fault.break(node));
    },
    mend: async (node, fault) => {
      await Promise.all([
        sh(node.node, mendNode(node, fault.break(node))),
        sh(node.pods[0] ?? '', mendPod(node)),
      ]);
      // Who did not answer before may do so now; a trace only knows what the kernel found out last.
      await Promise.all(members.map(async (member) => sh(member, 'ip neigh flush nud failed')));
    },
    close: async () => {
      for (const child of children) child.stdin.end();
      await lab.lab('down');
      await rm(folder, { recursive: true, force: true });
    },
  };
}
