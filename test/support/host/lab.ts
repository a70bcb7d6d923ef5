import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { execa } from 'execa';
import { type CliResult, flannelctl } from '../cli/cli.ts';

/** A lab of a test's own, so that tests can run beside each other. */
export interface TestLab {
  readonly name: string;
  readonly folder: string;
  /** Runs `flannelctl lab VERB --name …`, in a locale with UTF-8; a verb may have two words. */
  lab(verb: string, ...args: string[]): Promise<CliResult>;
  /** Runs a command in a member by `lab exec`; fails if it fails. */
  exec(member: string, ...command: string[]): Promise<string>;
}

export function testLab(): TestLab {
  const name = `t${randomBytes(4).toString('hex')}`;
  const lab: TestLab['lab'] = async (verb, ...args) =>
    flannelctl(['lab', ...verb.split(' '), '--name', name, ...args], { env: { LC_ALL: 'C.UTF-8' } });
  return {
    name,
    folder: `/run/flannelctl/lab/${name}`,
    lab,
    exec: async (member, ...command) => {
      const { exitCode, stdout, stderr } = await lab('exec', member, '--', ...command);
      if (exitCode !== 0)
        throw new Error(`${command.join(' ')} in ${member} ended with ${exitCode}: ${stderr}`);
      return stdout;
    },
  };
}

async function environOf(pid: string): Promise<string> {
  return readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
}

/** All that there is of a lab on this machine: namespaces, processes, its folder. */
export async function remainsOf({ name, folder }: TestLab): Promise<string[]> {
  const namespaces = existsSync('/run/netns') ? await readdir('/run/netns') : [];
  const pids = (await readdir('/proc')).filter((entry) => /^\d+$/.test(entry));
  const environs = await Promise.all(pids.map(environOf));
  return [
    ...namespaces.filter((entry) => entry.startsWith(`flab.${name}.`)),
    ...pids
      .filter((_, i) => new RegExp(`(?:^|\0)FLANNELCTL_LAB=${name}[:\0]`).test(environs[i] ?? ''))
      .map((pid) => `process ${pid}`),
    ...(existsSync(folder) ? [folder] : []),
  ];
}

const COMMANDS = [
  'ip -d -j address',
  'ip -d -j route show table all',
  'ip -6 -d -j route show table all',
  'ip -j rule',
  'ip -j nexthop',
  'ip -j neigh show nud permanent',
  'bridge -j fdb',
  'nft list ruleset',
  'cat /proc/sys/net/ipv4/ip_forward',
];

/** Where a node of its own would have its files. */
const FOLDERS = ['/etc/cni', '/var/lib/cni', '/run/flannel', '/var/lib/flannelctl'];

const filesIn = async (folder: string): Promise<string> =>
  existsSync(folder) ? (await readdir(folder, { recursive: true })).sort().join('\n') : 'not there';

/** The machine's own network namespace and files, without what changes by itself. */
export async function machineState(): Promise<Record<string, string>> {
  const outputs = await Promise.all(
    COMMANDS.map(async (command) => {
      const [file = '', ...args] = command.split(' ');
      const { stdout } = await execa(file, args);
      return [command, stdout.replaceAll(/"(valid_life_time|preferred_life_time|expires)":\d+/g, '"$1":0')];
    }),
  );
  const files = await Promise.all(FOLDERS.map(async (folder) => [folder, await filesIn(folder)]));
  return Object.fromEntries([...outputs, ...files]) as Record<string, string>;
}
