import { describe, expect, it } from 'vitest';
import type { CheckedNode, NodeCheck } from '../../../src/checks/check.ts';
import { brokenConfs } from '../../../src/checks/cni/conf/broken-confs.ts';
import { doubleMasquerade } from '../../../src/checks/cni/conf/double-masquerade.ts';
import { hairpinConf } from '../../../src/checks/cni/conf/hairpin-conf.ts';
import { podRoutes } from '../../../src/checks/cni/conf/pod-routes.ts';
import { runtimeFolders } from '../../../src/checks/cni/conf/runtime-folders.ts';
import { subnetFile } from '../../../src/checks/cni/conf/subnet-file.ts';
import { pluginFormat } from '../../../src/checks/cni/plugins/plugin-formats.ts';
import { DEFAULT_CNI_CONF } from '../../../src/config/index.ts';
import { containerdConfFolders, crioConfFolders } from '../../../src/host/facts/cni/named-folders.ts';
import { formatOf } from '../../../src/host/facts/cni/program-formats.ts';
import { found, NODE } from './support.ts';

const withConf = (conf: object, network: object = {}) => ({
  ...NODE,
  network: { ...NODE.network, ...network, cniConf: JSON.stringify({ name: 'cbr0', ...conf }) },
});

const flannel = (delegate: object, more: object = {}) =>
  withConf({ plugins: [{ type: 'flannel', delegate, ...more }] });

const bridge = (plugin: object) => withConf({ plugins: [{ type: 'bridge', ...plugin }] });

const messages = async (check: NodeCheck, node: CheckedNode, facts: object): Promise<string[]> =>
  (await found(check, node, { ...facts })).map(({ message }) => message);

const DEFAULT = withConf(DEFAULT_CNI_CONF);

it.each([doubleMasquerade, hairpinConf, podRoutes, subnetFile])(
  "$name finds nothing in flannel's conf list, nor in one without plugins",
  async (check) => {
    expect(await found(check, DEFAULT, { 'no file': null })).toEqual([]);
    expect(await found(check, withConf({}), { 'no file': null })).toEqual([]);
  },
);

describe('the plugin that attaches pods', () => {
  it('masquerades beside the rules of the node', async () => {
    const both = flannel({ ipMasq: true });
    expect(await found(doubleMasquerade, both, {})).toHaveLength(1);
    const { network } = both;
    expect(await found(doubleMasquerade, { ...both, network: { ...network, ipMasq: false } }, {})).toEqual(
      [],
    );
  });

  it.each([
    ['hairpinMode', []],
    ['promiscMode', []],
    ['isGateway', [expect.stringContaining('hairpinMode')]],
  ])('sends packets back by %s', async (key, expected) => {
    expect(await messages(hairpinConf, bridge({ [key]: true }), {})).toEqual(expected);
  });

  it.each([
    [{ isDefaultGateway: true }, 0],
    [{ ipam: { type: 'host-local', routes: [{ dst: '0.0.0.0/0' }] } }, 0],
    [{ ipam: { type: 'host-local', routes: [{ dst: '10.0.0.0/8' }, { dst: '::/0' }] } }, 1],
    [{ isGateway: true }, 1],
  ])('gives pods a default route: %j', async (plugin, count) => {
    expect(await found(podRoutes, bridge(plugin), {})).toHaveLength(count);
  });
});

describe('another subnet.env', () => {
  const node = flannel({}, { subnetFile: '/etc/flannel.env' });
  const told = async (text: string | null) =>
    messages(subnetFile, node, { 'text of /etc/flannel.env': text });

  it('has to be there, with this node’s subnet', async () => {
    expect(
      await told('FLANNEL_NETWORK=10.244.0.0/16\nFLANNEL_SUBNET=10.244.1.1/24\nFLANNEL_MTU=1450\n'),
    ).toEqual([]);
    expect(await told(null)).toEqual([
      "the CNI conf has flannel's plugin read /etc/flannel.env, which does not exist",
    ]);
    expect(
      await told('FLANNEL_NETWORK=10.244.0.0/16\nFLANNEL_SUBNET=10.244.7.1/24\nFLANNEL_MTU=1450\n'),
    ).toEqual([
      "the CNI conf has flannel's plugin read /etc/flannel.env, which says 10.244.7.0/24; this node has 10.244.1.0/24",
    ]);
    expect(await told('x')).toEqual([expect.stringContaining('which says no subnet')]);
  });

  it.each([
    ['another subnet', 'FLANNEL_NETWORK=10.244.0.0/16\nFLANNEL_SUBNET=10.244.7.1/24\n', '10.244.7.0/24'],
    [
      'no subnet of the family',
      'FLANNEL_IPV6_NETWORK=fd00::/48\nFLANNEL_IPV6_SUBNET=fd00::1/64\n',
      'no subnet',
    ],
    ['nothing that can be read', 'x', 'subnet.env names no subnet'],
  ])('is shown as it says it: %s', async (_, text, said) => {
    const [finding] = await found(subnetFile, node, { 'text of /etc/flannel.env': text });
    expect(finding).toMatchObject({
      hint: 'Leave subnetFile out of the CNI conf: the plugin reads /run/flannel/subnet.env then.',
      evidence: [`/etc/flannel.env: ${said}`],
    });
  });

  it('is where this node writes it', async () => {
    const there = { ...node, network: { ...node.network, subnetFile: '/etc/flannel.env' } };
    expect(await messages(subnetFile, there, { 'no file': null })).toEqual([]);
    const usual = flannel({});
    const elsewhere = { ...usual, network: { ...usual.network, subnetFile: '/etc/flannel.env' } };
    expect(await messages(subnetFile, elsewhere, { 'text of /run/flannel/subnet.env': null })).toEqual([
      "the CNI conf has flannel's plugin read /run/flannel/subnet.env, which does not exist",
    ]);
  });
});

describe('the confs of a folder', () => {
  const told = async (texts: Readonly<Record<string, string>>) =>
    messages(brokenConfs, DEFAULT, { 'texts in /etc/cni/net.d': texts });
  const GOOD = JSON.stringify(DEFAULT_CNI_CONF);

  it('are fine, also one that comes later and is broken', async () => {
    const single = '{"name":"x","type":"bridge"}';
    expect(await told({ '05-x.conf': single, '10-flannel.conflist': GOOD, '20-x.conflist': '{' })).toEqual(
      [],
    );
  });

  it.each([
    ['{', 'is no JSON'],
    ['', 'is empty'],
    ['[]', 'is no JSON object'],
    ['{"plugins":[{}]}', 'has no name'],
    ['{"name":"x","plugins":[]}', 'has no plugins'],
  ])('are broken: %s %s', async (text, flaw) => {
    expect(await told({ '10-flannel.conflist': text })).toEqual([
      `the CNI conf /etc/cni/net.d/10-flannel.conflist ${flaw}`,
    ]);
  });

  it('of a single plugin have its type', async () => {
    expect(await told({ '05-x.conf': '{"name":"x"}', '10-flannel.conflist': GOOD })).toEqual([
      'the CNI conf /etc/cni/net.d/05-x.conf has no type',
    ]);
  });
});

describe('a runtime', () => {
  const told = async (folder: string) =>
    messages(runtimeFolders, DEFAULT, {
      'folders of CNI confs': [
        { name: 'containerd', file: '/etc/containerd/config.toml', folders: [folder] },
      ],
    });

  it('looks for confs where the one of the node is', async () => {
    expect(await told('/etc/cni/net.d')).toEqual([]);
    expect(await told('/etc/k0s/net.d')).toEqual([
      'containerd takes its CNI confs from /etc/k0s/net.d, and 10-flannel.conflist is in /etc/cni/net.d',
    ]);
  });

  it('names the folder in its conf', () => {
    const cni = { bin_dir: '/opt/cni/bin', conf_dir: '/etc/x' };
    expect(containerdConfFolders({ plugins: { 'io.containerd.grpc.v1.cri': { cni } } })).toEqual(['/etc/x']);
    expect(crioConfFolders({ crio: { network: { network_dir: '/etc/y' } } })).toEqual(['/etc/y']);
  });
});

describe('the file of a plugin', () => {
  const elf = (machine: number): Uint8Array => {
    const bytes = Buffer.alloc(20);
    bytes.write('\u007fELF', 'latin1');
    bytes[5] = 1;
    bytes.writeUInt16LE(machine, 18);
    return bytes;
  };
  const told = async (bytes: Uint8Array, architecture = 'x64') =>
    messages(pluginFormat, withConf({ plugins: [{ type: 'bridge' }] }), {
      architecture,
      'formats of CNI plugins bridge': [
        { path: '/opt/cni/bin/bridge', size: bytes.length, ...formatOf(bytes) },
      ],
    });

  it('may be a script', async () => {
    expect(await told(Buffer.from('#!/bin/sh\n'))).toEqual([]);
  });

  it.each([
    ['x64', ['x86', 'x64']],
    ['ia32', ['x86']],
    ['arm64', ['arm', 'arm64']],
    ['arm', ['arm']],
    ['ppc64', ['ppc64']],
    ['s390x', ['s390x']],
    ['riscv64', ['riscv64']],
    ['loong64', ['loong64']],
  ])('on %s is one for %j', async (architecture, run) => {
    const lines = await Promise.all(
      [3, 21, 22, 40, 62, 183, 243, 258].map(async (machine) => told(elf(machine), architecture)),
    );
    const named = lines.flat().map((line) => / is a program for (\w+), and this host is /.exec(line)?.[1]);
    const all = ['x86', 'ppc64', 's390x', 'arm', 'x64', 'arm64', 'riscv64', 'loong64'];
    expect(named).toEqual(all.filter((name) => !run.includes(name)));
  });

  it('is one for any machine on an architecture that is not known', async () => {
    expect(await told(elf(62), 'mips')).toEqual([]);
    expect(await told(elf(8))).toEqual([expect.stringContaining('is a program for machine 8,')]);
  });

  it('is of another, empty, or a page of an error', async () => {
    expect(await told(elf(183))).toEqual([
      'the CNI plugin /opt/cni/bin/bridge is a program for arm64, and this host is x64',
    ]);
    expect(await told(Buffer.alloc(0))).toEqual(['the CNI plugin /opt/cni/bin/bridge is empty']);
    expect(await told(Buffer.from('<!DOCTYPE html><html>'))).toEqual([
      'the CNI plugin /opt/cni/bin/bridge is no program',
    ]);
  });
});
