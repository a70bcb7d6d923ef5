import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { validateNodeConfigDocument } from '../../../src/generated/validators.js';
import { freshHost } from '../../support/host/netns.ts';
import { changesOf, expectExit, initN1, netConf, PEER2 } from '../../support/host/node.ts';

const MORE = ['--no-ip-masq', '--cni-type', 'flannel', '--iface', 'eth0', '--public-ip', '192.168.77.1'];

test('config prints what init --config sets up the same', async () => {
  const host = await freshHost();
  await initN1(host, netConf({ EnableNFTables: true }), MORE);
  const { stdout } = expectExit(await host.flannelctl(['config']), 0);
  const document: unknown = parse(stdout);
  expect(validateNodeConfigDocument(document), stdout).toBe(true);
  expect(document).toMatchObject({
    kind: 'NodeConfig',
    version: 1,
    node: 'n1',
    ipMasq: false,
    iface: ['eth0'],
  });
  expectExit(await host.flannelctl(['reset', '--yes']), 0);
  expectExit(await host.flannelctl(['config']), 3);
  const file = path.join(host.root, 'n1.yaml');
  await writeFile(file, stdout);
  expect(expectExit(await host.flannelctl(['validate', file]), 0).stdout).toContain('valid node config');
  expectExit(await host.flannelctl(['diff', '--config', file, '--detailed-exitcode']), 2);
  expectExit(await host.flannelctl(['init', '--config', file, '--yes']), 0);
  expect(expectExit(await host.flannelctl(['config']), 0).stdout).toBe(stdout);
  expectExit(await host.flannelctl(['diff', '--detailed-exitcode']), 0);
});

test('flags win over a config, which may have paths', async () => {
  const host = await freshHost();
  await writeFile(path.join(host.root, 'net-conf.json'), netConf());
  const config = { kind: 'NodeConfig', node: 'n7', netConf: 'net-conf.json', peers: [PEER2], ipMasq: false };
  const file = path.join(host.root, 'n1.json');
  await writeFile(file, JSON.stringify(config));
  const peer = 'n2=192.168.77.2,10.244.9.0/24';
  const args = ['init', '--config', file, '--node', 'n1', '--peer', peer, '--dry-run'];
  const document = await changesOf(host, ...args);
  expect(document.node).toMatchObject({ name: 'n1', peers: 1 });
  const objects = document.changes.map(({ object }) => object).join('\n');
  expect(objects).toContain('10.244.9.0/24');
  expect(objects).not.toMatch(/10\.244\.2\.0|masquerade/);
});

test('a config has timeouts, and a flag wins over them', async () => {
  const host = await freshHost();
  const file = path.join(host.root, 'n1.yaml');
  const text = `kind: NodeConfig\nnode: n1\nnetConf: ${netConf()}\npeers: ['${PEER2}']\nlockTimeout: 3s\n`;
  await writeFile(file, `${text}confirmTimeout: 1\n`);
  const args = ['init', '--config', file, '--yes'];
  expect(expectExit(await host.flannelctl(args), 7).stderr).toContain('was not confirmed in time');
  expectExit(await host.flannelctl([...args, '--confirm-timeout', '0']), 0);
});
