import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { onTestFinished } from 'vitest';
import { FLANNELCTL } from '../cli/cli.ts';
import { type Host, putPlugins } from '../host/netns.ts';

/** What a terminal shows of a command, and how it ended. */
export interface Typed {
  readonly lines: readonly string[];
  readonly exitCode: number;
}

/** A machine to type commands on. */
export interface Machine {
  /** Where commands are typed. */
  readonly folder: string;
  /** First on its PATH, and where npm puts what it installs globally. */
  readonly bin: string;
  /** Runs a line of shell. */
  readonly type: (command: string) => Promise<Typed>;
}

/** A machine of its own network, host name, processes and /run. */
export interface Booted extends Machine {
  readonly name: string;
  /** A process in its namespaces, by which `ip` knows its network. */
  readonly pid: string;
}

/** Makes a folder for the length of a test. */
async function testFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'flannelctl-docs-'));
  onTestFinished(async () => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A machine whose namespaces some words enter, and whose files are below a root. */
async function machineBehind(enter: readonly string[], root: string): Promise<Machine> {
  const [folder, prefix] = [await testFolder(), await testFolder()];
  const bin = path.join(prefix, 'bin');
  await mkdir(bin);
  const env = {
    PATH: `${bin}:${process.env['PATH']}`,
    LC_ALL: 'C.UTF-8',
    NO_COLOR: '1',
    FLANNELCTL_ROOT: root,
    npm_config_prefix: prefix,
    // Whoever runs the tests by sudo would be shown as the user of changes.
    SUDO_UID: undefined,
    SUDO_USER: undefined,
  };
  const options = { cwd: folder, env, reject: false, stdin: 'ignore' } as const;
  return {
    folder,
    bin,
    type: async (command) => {
      const [file, ...args] = [...enter, 'bash', '-c', `exec 2>&1; ${command}`];
      const { stdout, exitCode = -1 } = await execa(file, args, options);
      return { lines: stdout === '' ? [] : stdout.split('\n'), exitCode };
    },
  };
}

/** Gives machines the built flannelctl. */
export async function putFlannelctl(...machines: readonly Machine[]): Promise<void> {
  for (const { bin } of machines) await symlink(FLANNELCTL, path.join(bin, 'flannelctl'));
}

/** The host as a machine with a name. */
export const machineOn = async ({ netns, root }: Host, name: string): Promise<Machine> =>
  machineBehind(
    ['ip', 'netns', 'exec', netns, 'unshare', '--uts', 'sh', '-c', 'hostname "$0"; exec "$@"', name],
    root,
  );

const NAMESPACES = ['--mount', '--net', '--uts', '--ipc', '--pid', '--fork', '--kill-child', '--mount-proc'];

const BOOT = `mount -t tmpfs run /run; hostname "$0"; ip link set lo up; echo up; exec sleep infinity`;

/** Makes a machine for the length of a test. */
export async function bootMachine(name: string): Promise<Booted> {
  const init = execa('unshare', [...NAMESPACES, 'sh', '-ec', BOOT, name], { reject: false });
  onTestFinished(async () => {
    init.kill('SIGKILL');
    await init;
  });
  await once(init.stdout, 'data');
  const pid = (await readFile(`/proc/${init.pid}/task/${init.pid}/children`, 'utf8')).trim();
  const enter = ['nsenter', '--target', pid, '--mount', '--net', '--uts', '--ipc', '--pid', '--wd=.'];
  const root = await testFolder();
  await putPlugins(root);
  await mkdir(path.join(root, 'etc'));
  await mkdir(path.join(root, 'run'));
  return { name, pid, ...(await machineBehind(enter, root)) };
}

/** Connects machines by a switch: their uplinks are eth0 with 192.168.1.1, .2 …, and the gateway is .254; gives the switch. */
export async function connect(machines: readonly Booted[]): Promise<Booted> {
  const hub = await bootMachine('switch');
  await hub.type(
    'ip link add br0 type bridge && ip link set br0 up && ip address add 192.168.1.254/24 dev br0',
  );
  for (const [i, { name, pid, type }] of machines.entries()) {
    const ends = `eth0 netns ${pid} type veth peer name ${name} netns ${hub.pid}`;
    await execa('ip', ['link', 'add', ...ends.split(' ')]);
    await hub.type(`ip link set ${name} master br0 up`);
    await type(
      `ip address add 192.168.1.${i + 1}/24 dev eth0 && ip link set eth0 up && ip route add default via 192.168.1.254`,
    );
  }
  return hub;
}
