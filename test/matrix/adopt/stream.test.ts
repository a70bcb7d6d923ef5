import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import type { ChangesDocument, LabDocument } from '../../../src/generated/types.d.ts';
import { type Engine, layOut } from '../../support/adopt/lay-out.ts';
import { flannelctl } from '../../support/cli/cli.ts';
import { type TestLab, testLab } from '../../support/host/lab.ts';
import { startStream } from '../../support/host/stream.ts';
import type { PublishedNode } from '../../support/lease-writers.ts';

interface PlanNode {
  readonly name: string;
  readonly publicIP: string;
  readonly publicIPv6: string;
  readonly subnet: string;
  readonly ipv6Subnet: string;
  readonly vtepMAC: string;
  readonly vtepMACv6: string;
}

const published = (node: PlanNode): PublishedNode => ({
  ...node,
  mac: node.vtepMAC,
  subnetV6: node.ipv6Subnet,
  macV6: node.vtepMACv6,
});

/** A lab of two nodes with a pod each, and both families. */
async function upWith(lab: TestLab, engine: Engine): Promise<LabDocument> {
  const netConf = {
    Network: '10.244.0.0/16',
    EnableIPv6: true,
    IPv6Network: 'fd00:244::/48',
    EnableNFTables: engine === 'nft',
    Backend: { Type: 'vxlan' },
  };
  const args = ['lab', 'up', '--name', lab.name, '--nodes', '2', '--pods', '1', '--net-conf', '-'];
  const up = await flannelctl([...args, '-o', 'json'], { input: JSON.stringify(netConf) });
  if (up.exitCode !== 0) throw new Error(up.stderr);
  return JSON.parse(up.stdout) as LabDocument;
}

/** Routes and neighbours as flannel makes them, without our marks; links too; our rules are replaced by its. */
async function makeFlannels(lab: TestLab, engine: Engine): Promise<void> {
  const text = await readFile(path.join(lab.folder, 'plan.yaml'), 'utf8');
  const { nodes } = parse(text) as { readonly nodes: readonly PlanNode[] };
  const { ip, nft, iptables, ip6tables } = layOut(nodes.map(published), engine);
  const inN1 = async (command: readonly string[], input = ''): Promise<unknown> =>
    execa('ip', ['netns', 'exec', `flab.${lab.name}.n1`, ...command], { input });
  const peers = ip.filter((line) => /^(neigh|route) replace /.test(line));
  const lines = [
    'nexthop flush protocol 140',
    ...peers.flatMap((line) => {
      const [kind, , object] = line.split(' ');
      return kind === 'neigh' ? [`neigh del ${object} dev ${line.split(' ')[6]}`, line] : [line];
    }),
    ...['flannel.1', 'flannel-v6.1', 'cni0'].flatMap((link) => [
      `link set dev ${link} group 0`,
      `link set dev ${link} alias ""`,
    ]),
  ];
  await inN1(['ip', '-batch', '-'], `${lines.join('\n')}\n`);
  if (engine === 'nft') {
    await inN1(['nft', '-f', '-'], `delete table ip flannelctl\ndelete table ip6 flannelctl\n${nft}`);
  } else {
    for (const [tool, rules] of [
      ['iptables', iptables],
      ['ip6tables', ip6tables],
    ] as const) {
      // Of a chain that it declares, a restore takes the rules away.
      const jumps = /^-A (FORWARD|POSTROUTING) .*\n/gm;
      await inN1([`${tool}-restore`, '--noflush'], rules.replaceAll(jumps, ''));
    }
  }
  await rm(path.join(lab.folder, 'nodes/n1/var/lib/flannelctl/node.json'));
}

test.each(['nft', 'iptables'] as const)(
  'while a node with %s is taken over, no datagram between pods is lost',
  async (engine) => {
    const lab = testLab();
    try {
      const { nodes } = await upWith(lab, engine);
      const pods = nodes.flatMap((node) => node.pods);
      const [near, far] = pods;
      if (near === undefined || far === undefined) throw new Error('there are no two pods');
      await makeFlannels(lab, engine);
      const [v4, v6] = await Promise.all(
        [far.address ?? '', far.ipv6Address ?? ''].map(async (address) =>
          startStream({ from: near.namespace, to: far.namespace, address }),
        ),
      );
      const join = ['flannelctl', 'join', '--node=n1', '--plan', path.join(lab.folder, 'plan.yaml')];
      const made = JSON.parse(await lab.exec('n1', ...join, '--yes', '-o', 'json')) as ChangesDocument;
      const [lost4, lost6] = [await v4?.end(), await v6?.end()];
      expect(made.counts).toMatchObject({ create: 0, update: 0, replace: 0, delete: 0, conflict: 0 });
      expect(made.counts.adopt).toBeGreaterThan(8);
      expect([lost4?.lost, lost6?.lost]).toEqual([0, 0]);
    } finally {
      await lab.lab('down');
    }
  },
);
