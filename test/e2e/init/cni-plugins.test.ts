import { chmod, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { freshHost, type Host, PLUGIN_FOLDER } from '../../support/host/netns.ts';
import { expectExit, initArgs, initN1 } from '../../support/host/node.ts';

/** What is said of plugins by what changes nothing. */
async function warnings(host: Host, ...more: readonly string[]): Promise<string[]> {
  const { stderr } = expectExit(await host.flannelctl([...initArgs(), ...more, '--dry-run']), 0);
  return stderr.split('\n').filter((line) => line.includes('[CniPlugins]'));
}

async function write(host: Host, file: string, text: string): Promise<void> {
  const place = path.join(host.root, file);
  await mkdir(path.dirname(place), { recursive: true });
  await writeFile(place, text);
}

test('plugins that are missing are told by name, and no reason to refuse', async () => {
  const host = await freshHost();
  const at = (name: string): string => path.join(host.root, PLUGIN_FOLDER, name);
  expect(await warnings(host, '--cni-type', 'flannel')).toEqual([]);
  await rm(at('flannel'));
  await rm(at('portmap'));
  await mkdir(at('portmap'));
  await chmod(at('host-local'), 0o644);
  expect(await warnings(host, '--cni-type', 'flannel')).toEqual([
    expect.stringContaining('the CNI plugins portmap, host-local are in none of /opt/cni/bin, /usr/lib/cni,'),
    expect.stringContaining('the CNI plugin flannel is in none of'),
  ]);
  const { stderr } = await initN1(host);
  expect(stderr).toMatch(/^warning: \[CniPlugins\] the CNI plugins host-local, portmap are in none of/m);
  expect(stderr).toContain('apt-get install containernetworking-plugins');
  expect(stderr).not.toMatch(/plugins? flannel|bridge/);
  const status = expectExit(await host.flannelctl(['status', '--no-probe']), 0);
  expect(status.stderr).not.toContain('CniPlugins');
});

test('a runtime that looks elsewhere by its conf, as far as that can be read, is told', async () => {
  const host = await freshHost();
  const conf = 'etc/containerd/config.toml';
  await write(host, conf, 'bin_dir = "/opt/own"\n[plugins');
  await write(host, 'etc/crio/crio.conf.d/10-crio.conf', '[crio.network]\nplugin_dirs = ["/opt/cni/bin/"]\n');
  expect(await warnings(host)).toEqual([]);
  await write(
    host,
    conf,
    'version = 2\n[plugins."io.containerd.grpc.v1.cri".cni]\nbin_dir = "/opt/own"\nconf_dir = "/etc/cni/net.d"\n',
  );
  expect(await warnings(host)).toEqual([
    expect.stringMatching(
      /containerd looks for CNI plugins in \/opt\/own \(\/etc\/containerd\/config\.toml\), and does not find \/opt\/cni\/bin\/bridge,/,
    ),
  ]);
  await rename(path.join(host.root, PLUGIN_FOLDER), path.join(host.root, 'opt/own'));
  expect(await warnings(host)).toEqual([
    expect.stringMatching(
      /CRI-O looks for CNI plugins in \/opt\/cni\/bin \(\/etc\/crio\/\S+\), and does not find \/opt\/own\/bridge,/,
    ),
  ]);
});
