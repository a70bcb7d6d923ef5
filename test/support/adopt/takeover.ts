import { expect } from 'vitest';
import type { ChangesDocument } from '../../../src/generated/types.d.ts';
import type { CliResult } from '../cli/cli.ts';
import type { Host } from '../host/netns.ts';
import { expectExit } from '../host/node.ts';
import { snapshot, unordered } from '../host/snapshot.ts';
import type { Cluster } from './clusters.ts';
import type { FlannelHost } from './flannel-host.ts';

/** Where the peers are taken from. */
export const SOURCES = ['etcd', 'kubectl', 'host', 'plan'] as const;
export type Source = (typeof SOURCES)[number];

type Told = Omit<Cluster, 'host'>;

/** The join that takes a host over with the peers of a source. */
export async function joinFrom(
  host: Host,
  told: Told,
  source: Source,
  ...more: readonly string[]
): Promise<CliResult> {
  const join = async (input: string | undefined, ...args: readonly string[]): Promise<CliResult> =>
    host.flannelctl(['join', '--node', 'n1', ...args, ...more], input === undefined ? {} : { input });
  switch (source) {
    case 'etcd':
      return join(told.etcd, '--plan', '-');
    case 'kubectl':
      return join(told.kubectl, '--plan', '-', '--net-conf', told.netConf);
    case 'host':
      return join(undefined);
    case 'plan': {
      const planned = await host.flannelctl(['plan', '--from-host', '--node', 'n1']);
      return join(expectExit(planned, 0).stdout, '--plan', '-');
    }
  }
}

export const documentOf = (result: CliResult): ChangesDocument =>
  JSON.parse(expectExit(result, 0).stdout) as ChangesDocument;

/** Changes as `action object` lines, without those that take over. */
export const besidesAdopted = ({ changes }: ChangesDocument): string[] =>
  changes.filter(({ action }) => action !== 'adopt').map(({ action, object }) => `${action} ${object}`);

/** The files and the MTUs that do not stay as they are where they are taken over. */
export const newValues = ({ changes }: ChangesDocument): string[] =>
  changes.flatMap((change) =>
    (change.fields ?? [])
      .filter(({ field }) => field === 'content' || field === 'mtu')
      .map(({ field }) => `${field} of ${change.object}`),
  );

/** Status says well, and another join changes nothing. */
export async function expectWell(host: Host, told: Told, source: Source): Promise<void> {
  expectExit(await host.flannelctl(['status', '--no-probe']), 0);
  // What was read off the host is remembered.
  const again = source === 'plan' ? 'host' : source;
  const { result, changes } = documentOf(await joinFrom(host, told, again, '--yes', '-o', 'json'));
  expect({ result, changes }).toEqual({ result: 'unchanged', changes: [] });
}

/** Nothing is left of flannel, and nothing of flannelctl. */
export async function expectNothingLeft(host: FlannelHost): Promise<void> {
  expectExit(await host.flannelctl(['reset', '--yes']), 0);
  expect(unordered(await snapshot(host))).toEqual(unordered(host.virgin));
}
