import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'vitest';
import type { ChangesDocument } from '../../../src/generated/types.d.ts';
import type { CliResult } from '../cli/cli.ts';
import type { Host, RunOptions } from './netns.ts';

/** Where the node remembers what it was given. */
export const RECORD = 'var/lib/flannelctl/node.json';
export const SUBNET_ENV = 'run/flannel/subnet.env';
export const CONFLIST = 'etc/cni/net.d/10-flannel.conflist';

/** A net-conf as text, with whatever is to differ. */
export const netConf = (rest: object = {}): string =>
  JSON.stringify({ Network: '10.244.0.0/16', Backend: { Type: 'vxlan' }, ...rest });

/** The two rule engines, by what the net-conf says of them. */
export const ENGINES = [
  ['nft', netConf({ EnableNFTables: true })],
  ['iptables', netConf({ EnableNFTables: false })],
] as const;

export const PEER2 = 'n2=192.168.77.2,10.244.2.0/24';
export const PEER3 = 'n3=192.168.77.3,10.244.3.0/24';

export const peerFlags = (...peers: readonly string[]): string[] => peers.flatMap((peer) => ['--peer', peer]);

/** Fails the test with what the command said, unless it ended with the status that is expected. */
export function expectExit(result: CliResult, exitCode: number): CliResult {
  expect(result.exitCode, `${result.stdout}\n${result.stderr}`).toBe(exitCode);
  return result;
}

/** What init takes to set up n1 with its two peers. */
export const initArgs = (conf: string = netConf()): string[] => [
  'init',
  '--net-conf',
  conf,
  '--node',
  'n1',
  ...peerFlags(PEER2, PEER3),
];

/** Sets up n1, 10.244.1.0/24, with peers n2 and n3. */
export const initN1 = async (
  host: Host,
  conf?: string,
  more: readonly string[] = [],
  options?: RunOptions,
): Promise<CliResult> => expectExit(await host.flannelctl([...initArgs(conf), ...more, '--yes'], options), 0);

/** Runs a command with `-o json`, and gives its document. */
export async function changesOf(host: Host, ...args: readonly string[]): Promise<ChangesDocument> {
  const { stdout } = expectExit(await host.flannelctl([...args, '-o', 'json']), 0);
  return JSON.parse(stdout) as ChangesDocument;
}

/** Changes as `action object` lines. */
export const lines = ({ changes }: ChangesDocument): string[] =>
  changes.map(({ action, object }) => `${action} ${object}`);

export const readIn = async (host: Host, file: string): Promise<string> =>
  readFile(path.join(host.root, file), 'utf8');
