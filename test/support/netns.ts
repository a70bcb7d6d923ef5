import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { type CliOptions, type CliResult, flannelctl } from './cli.ts';

/** A host of its own: a network namespace with an uplink, and a folder for its files. */
export interface Host {
  readonly netns: string;
  readonly root: string;
  /** Runs a program in it; a failure throws. */
  readonly sh: (command: string, input?: string) => Promise<string>;
  /** Runs the built flannelctl in it. */
  readonly flannelctl: (args: readonly string[], options?: CliOptions) => Promise<CliResult>;
  readonly remove: () => Promise<void>;
}

/** How many words of a command stay together: `sh` takes simple commands, quoted by double quotes. */
const words = (command: string): string[] =>
  [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '');

/** Makes a host with eth0 at the given address and a default route by it, connected to nothing. */
export async function makeHost(address = '192.168.77.1'): Promise<Host> {
  const netns = `ft-${randomBytes(4).toString('hex')}`;
  const root = await mkdtemp(path.join(os.tmpdir(), 'flannelctl-'));
  await execa('ip', ['netns', 'add', netns]);
  const sh = async (command: string, input?: string): Promise<string> => {
    const options = input === undefined ? {} : { input };
    return (await execa('ip', ['netns', 'exec', netns, ...words(command)], options)).stdout;
  };
  const host: Host = {
    netns,
    root,
    sh,
    flannelctl: async (args, options = {}) =>
      flannelctl(args, { ...options, netns, env: { FLANNELCTL_ROOT: root, ...options.env } }),
    remove: async () => {
      await execa('ip', ['netns', 'del', netns]);
      await rm(root, { recursive: true, force: true });
    },
  };
  const lines = [
    'link set lo up',
    'link add name eth0 type veth peer name eth0-far',
    'link set eth0 up',
    'link set eth0-far up',
    `address add ${address}/24 dev eth0`,
    'route add default via 192.168.77.254 dev eth0',
  ];
  await sh('ip -batch -', `${lines.join('\n')}\n`);
  return host;
}
