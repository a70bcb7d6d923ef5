import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { onTestFinished } from 'vitest';
import { type CliResult, FLANNELCTL } from '../cli/cli.ts';

export interface RunOptions {
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Words put before the command, such as `env PATH=…` or `setpriv …`. */
  readonly via?: readonly string[];
}

/** A host of its own: a network namespace with an uplink, and a folder for its files. */
export interface Host {
  readonly netns: string;
  readonly root: string;
  /** Runs a program in it; a failure throws. */
  readonly sh: (command: string, input?: string) => Promise<string>;
  /** Runs the built flannelctl in it. */
  readonly flannelctl: (args: readonly string[], options?: RunOptions) => Promise<CliResult>;
  readonly remove: () => Promise<void>;
}

/** How many words of a command stay together: `sh` takes simple commands, quoted by double quotes. */
const words = (command: string): string[] =>
  [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '');

/** The command that runs flannelctl in a host. */
export const commandIn = (netns: string, args: readonly string[], via: readonly string[] = []): string[] => [
  'ip',
  'netns',
  'exec',
  netns,
  ...via,
  process.execPath,
  FLANNELCTL,
  ...args,
];

async function runFlannelctl(
  { netns, root }: Pick<Host, 'netns' | 'root'>,
  args: readonly string[],
  { input, env, via }: RunOptions = {},
): Promise<CliResult> {
  const [file = '', ...rest] = commandIn(netns, args, via);
  const result = await execa(file, rest, {
    reject: false,
    stripFinalNewline: false,
    env: { NO_COLOR: '1', FLANNELCTL_ROOT: root, ...env },
    ...(input === undefined ? { stdin: 'ignore' as const } : { input }),
  });
  return { exitCode: result.exitCode ?? -1, stdout: result.stdout, stderr: result.stderr };
}

/** Waits until the kernel says that a link is up, so that a snapshot taken next doesn't change by itself. */
export async function settled(sh: Host['sh'], link: string): Promise<void> {
  for (let attempt = 0; attempt < 500; attempt += 1) {
    if ((await sh(`ip -br link show ${link}`)).includes(' UP ')) return;
    await sleep(20);
  }
  throw new Error(`${link} did not come up`);
}

/** Makes a host with eth0 at the given address and a default route by it, connected to nothing. */
export const makeHost = async (address = '192.168.77.1'): Promise<Host> =>
  makeHostWith(async (sh) => makeUplink(sh, address));

/** Where a host has its CNI plugins. */
export const PLUGIN_FOLDER = 'opt/cni/bin';

/** The plugins that conf lists name, as programs that nobody runs: a host without them is warned of each time. */
export async function putPlugins(root: string): Promise<void> {
  const folder = path.join(root, PLUGIN_FOLDER);
  await mkdir(folder, { recursive: true });
  for (const name of ['bridge', 'flannel', 'host-local', 'portmap'])
    await writeFile(path.join(folder, name), '', { mode: 0o755 });
}

/** Makes a host with an underlay of one's own; its uplink is eth0. */
export async function makeHostWith(makeUnderlay: (sh: Host['sh']) => Promise<void>): Promise<Host> {
  const netns = `ft-${randomBytes(4).toString('hex')}`;
  const root = await mkdtemp(path.join(os.tmpdir(), 'flannelctl-'));
  await putPlugins(root);
  await execa('ip', ['netns', 'add', netns]);
  const sh = async (command: string, input?: string): Promise<string> => {
    const options = input === undefined ? {} : { input };
    return (await execa('ip', ['netns', 'exec', netns, ...words(command)], options)).stdout;
  };
  const host: Host = {
    netns,
    root,
    sh,
    flannelctl: async (args, options) => runFlannelctl({ netns, root }, args, options),
    remove: async () => {
      await execa('ip', ['netns', 'del', netns]);
      await rm(root, { recursive: true, force: true });
    },
  };
  try {
    // Without duplicate address detection, link-local addresses are there at once and not a second later.
    await sh('sysctl -q -w net.ipv6.conf.all.accept_dad=0 net.ipv6.conf.default.accept_dad=0');
    await makeUnderlay(sh);
    // Nobody is there to be asked, which is to be found out at once: a test is about other things.
    const rules = (await nameServers()).map((server) => `rule add to ${server} unreachable\n`);
    await sh('ip -batch -', rules.join(''));
    await sh('sysctl -q -w net.ipv4.neigh.eth0.retrans_time_ms=10 net.ipv4.neigh.eth0.mcast_solicit=1');
    await settled(sh, 'eth0');
  } catch (error) {
    await host.remove();
    throw error;
  }
  return host;
}

/** IPv4 name servers of this machine that a host of its own can't reach. */
async function nameServers(): Promise<string[]> {
  const text = await readFile('/etc/resolv.conf', 'utf8');
  const found = [...text.matchAll(/^nameserver\s+(\d+(?:\.\d+){3})\s*$/gm)].flatMap(
    ([, address]) => address ?? [],
  );
  return [...new Set(found)].filter((address) => !address.startsWith('127.'));
}

async function makeUplink(sh: Host['sh'], address: string): Promise<void> {
  const lines = [
    'link set lo up',
    'link add name eth0 type veth peer name eth0-far',
    'link set eth0 up',
    'link set eth0-far up',
    `address add ${address}/24 dev eth0`,
    'route add default via 192.168.77.254 dev eth0',
  ];
  await sh('ip -batch -', `${lines.join('\n')}\n`);
}

/** A host that is removed when the running test ends, however it ends. */
export async function freshHost(address?: string): Promise<Host> {
  const host = await makeHost(address);
  onTestFinished(host.remove);
  return host;
}
