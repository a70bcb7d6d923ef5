import { readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { BundleDocument } from '../../../src/generated/types.d.ts';
import { validateBundleDocument, validateGatheredDocument } from '../../../src/generated/validators.js';
import { freshHost } from '../../support/host/netns.ts';
import { expectExit, initN1, netConf } from '../../support/host/node.ts';

const linesOf = ({ texts }: BundleDocument, source: string): string =>
  texts.find((text) => text.source === source)?.lines?.join('\n') ?? '';

test('gather writes what checks ask and what people read, for its owner, without secrets; redacted on demand', async () => {
  const host = await freshHost();
  await initN1(host, netConf({ Comment: 'password: hunter2' }));
  const file = path.join(host.root, 'bundle.json');
  const { stdout } = expectExit(await host.flannelctl(['gather', file, '-o', 'json']), 0);
  expect(validateGatheredDocument(JSON.parse(stdout)), stdout).toBe(true);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  const text = await readFile(file, 'utf8');
  const bundle = JSON.parse(text) as BundleDocument;
  expect(validateBundleDocument(bundle)).toBe(true);
  expect(bundle.node).toMatchObject({ name: 'n1', network: { peers: [{ name: 'n2' }, { name: 'n3' }] } });
  expect(bundle.facts).toHaveProperty('routes of the main table');
  expect(linesOf(bundle, 'ip -d -s link show')).toContain('vxlan id 1');
  expect(linesOf(bundle, '/run/flannel/subnet.env')).toContain('FLANNEL_SUBNET=10.244.1.1/24');
  expect(text).not.toContain('hunter2');

  expect(expectExit(await host.flannelctl(['gather', '']), 64).stderr).toContain(
    'the name of the file is empty',
  );
  const again = expectExit(await host.flannelctl(['gather', file]), 64);
  expect(again.stderr).toContain(`${file} exists`);
  expect(await readFile(file, 'utf8')).toBe(text);
  expectExit(await host.flannelctl(['gather', '--redact', '--force', file]), 0);
  const redacted = await readFile(file, 'utf8');
  expect(redacted).not.toMatch(/10\.244\.[0-3]\.|192\.168\.77|"n2"/);
  expect(JSON.parse(redacted)).toMatchObject({ redacted: true, node: { network: { peers: [{}, {}] } } });
});

test('gather works on a host that was not set up; a missing tool is told; bad names change nothing', async () => {
  const host = await freshHost();
  const { stdout } = expectExit(await host.flannelctl(['gather', '-']), 0);
  const bundle = JSON.parse(stdout) as BundleDocument;
  expect(validateBundleDocument(bundle)).toBe(true);
  expect(bundle.failure?.message).toBe('this node has not been set up');
  expect(bundle.node).toBeUndefined();
  expect(linesOf(bundle, 'ip -d -s link show')).toContain('eth0');
  for (const name of ['/nowhere/x.json', host.root])
    expect((await host.flannelctl(['gather', name, '--force'])).stderr).toMatch(
      /^Error: cannot write .*\n {2}→ /,
    );
  await writeFile(path.join(host.root, 'file'), '');
  expectExit(await host.flannelctl(['gather', path.join(host.root, 'file/x')]), 64);
});

test('diagnose --from says of a bundle what diagnose says on the host; one that can’t be read ends with 3', async () => {
  const host = await freshHost();
  await initN1(host);
  // Otherwise the kernel would find out about them between two looks.
  for (const i of [2, 3])
    await host.sh(`ip neigh replace 192.168.77.${i} lladdr 02:00:00:00:00:0${i} dev eth0 nud permanent`);
  await host.sh('nft add table ip x');
  await host.sh('nft add chain ip x i "{ type filter hook input priority 0; }"');
  await host.sh('nft add rule ip x i udp dport 8472 drop');
  const live = expectExit(await host.flannelctl(['diagnose', '-o', 'json']), 11);
  const file = path.join(host.root, 'bundle.json');
  expectExit(await host.flannelctl(['gather', file]), 0);
  const elsewhere = await freshHost();
  const { stdout } = expectExit(await elsewhere.flannelctl(['diagnose', '--from', file, '-o', 'json']), 11);
  expect(JSON.parse(stdout)).toEqual(JSON.parse(live.stdout));
  const onHost = await host.flannelctl(['trace', 'host', 'n2', '-o', 'json']);
  const offline = await elsewhere.flannelctl(['trace', '--from', file, 'host', 'n2', '-o', 'json']);
  expect(JSON.parse(offline.stdout)).toEqual(JSON.parse(onHost.stdout));
  const bundle = JSON.parse(await readFile(file, 'utf8')) as BundleDocument;
  const { 'rules that filter packets': _, ...facts } = bundle.facts;
  for (const [content, message] of [
    ['{', 'it is not JSON'],
    ['{"kind": "Status"}', 'its kind is not Bundle'],
    [JSON.stringify({ ...bundle, version: 2 }), 'was gathered by a newer flannelctl'],
    [JSON.stringify({ ...bundle, texts: 1 }), '/texts must be array'],
    [JSON.stringify({ ...bundle, node: {} }), 'is no bundle that can be read'],
    [
      JSON.stringify({ ...bundle, node: undefined, failure: { message: 'no tools' } }),
      'has no node: no tools',
    ],
  ] as const) {
    const { stderr } = expectExit(await host.flannelctl(['diagnose', '--from', '-'], { input: content }), 3);
    expect(stderr).toContain(message);
    expect(stderr).not.toContain('not foreseen');
  }
  const older = await host.flannelctl(['diagnose', '--from', '-'], {
    input: JSON.stringify({ ...bundle, facts }),
  });
  expect(expectExit(older, 0).stdout).toContain('Not run, because the bundle lacks what they need: Firewall');
});
