import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { flannelByHand } from '../../support/adopt/by-hand.ts';
import { freshHost, type Host } from '../../support/host/netns.ts';
import {
  CONFLIST,
  expectExit,
  initArgs,
  initN1,
  RECORD,
  readIn,
  SUBNET_ENV,
} from '../../support/host/node.ts';
import { snapshot } from '../../support/host/snapshot.ts';

const OTHER = '/run/blue/subnet.env';

const absent = async (host: Host, file: string): Promise<boolean> =>
  readIn(host, file).then(
    () => false,
    () => true,
  );

const optionsIn = async (host: Host): Promise<object> =>
  (JSON.parse(await readIn(host, RECORD)) as { options: object }).options;

const flannelPlugin = async (host: Host): Promise<unknown> =>
  (JSON.parse(await readIn(host, CONFLIST)) as { plugins: [unknown] }).plugins[0];

describe('subnet.env at another place', () => {
  test('is written and read there, mended, moved back, and removed with the node', async () => {
    const host = await freshHost();
    const before = await snapshot(host);
    await initN1(host, undefined, ['--cni-type', 'flannel', '--subnet-file', OTHER]);
    expect(await readIn(host, OTHER)).toContain('FLANNEL_SUBNET=10.244.1.1/24\n');
    expect(await absent(host, SUBNET_ENV)).toBe(true);
    expect(await flannelPlugin(host)).toMatchObject({ type: 'flannel', subnetFile: OTHER });
    const { stdout: config } = expectExit(await host.flannelctl(['config', '-o', 'json']), 0);
    expect(JSON.parse(config)).toMatchObject({ subnetFile: OTHER });
    expectExit(await host.flannelctl(['status', '--no-probe']), 0);
    await rm(path.join(host.root, OTHER));
    const { stdout } = expectExit(await host.flannelctl(['status', '--no-probe']), 11);
    expect(stdout).toContain(`file ${OTHER}`);
    expectExit(await host.flannelctl(['join', '--yes']), 0);
    expect(await readIn(host, OTHER)).toContain('FLANNEL_MTU=');
    expectExit(await host.flannelctl(['join', '--subnet-file', '/run/flannel/subnet.env', '--yes']), 0);
    expect(await absent(host, OTHER)).toBe(true);
    expect(await readIn(host, SUBNET_ENV)).toContain('FLANNEL_MTU=');
    expect(await optionsIn(host)).not.toHaveProperty('subnetFile');
    expect(await flannelPlugin(host)).not.toHaveProperty('subnetFile');
    expectExit(await host.flannelctl(['join', '--subnet-file', OTHER, '--yes']), 0);
    expectExit(await host.flannelctl(['reset', '--yes']), 0);
    expect(await snapshot(host)).toEqual(before);
  });

  test('which a given CNI conf names is left as it names it', async () => {
    const host = await freshHost();
    const conf = path.join(host.root, 'conf');
    const plugins = [{ type: 'flannel', subnetFile: '/run/red.env', delegate: {} }];
    await writeFile(conf, JSON.stringify({ name: 'cbr0', cniVersion: '0.3.1', plugins }));
    await initN1(host, undefined, ['--cni-conf', conf, '--cni-type', 'flannel', '--subnet-file', OTHER]);
    expect(await flannelPlugin(host)).toMatchObject({ subnetFile: '/run/red.env' });
  });

  test('is taken over from a flanneld that had it there', async () => {
    const host = await flannelByHand();
    await mkdir(path.join(host.root, 'run/blue'));
    await rename(path.join(host.root, SUBNET_ENV), path.join(host.root, OTHER));
    const { stdout } = expectExit(
      await host.flannelctl(['join', '--node', 'n1', '--subnet-file', OTHER, '--yes']),
      0,
    );
    expect(stdout).toContain('n1: 10.244.1.0/24 of 10.244.0.0/16');
    expect(await readIn(host, OTHER)).toContain('FLANNEL_SUBNET=10.244.1.1/24\n');
    expect(await absent(host, SUBNET_ENV)).toBe(true);
  });

  test.each([
    ['subnet.env', 'is not a full path'],
    ['/', 'is not the path of a file'],
    ['/run/blue/', 'is not the path of a file'],
    ['/run/a b', 'is not the path of a file'],
    ['/run/x\ny', 'is not the path of a file'],
    ['/etc/cni/net.d/../net.d/10-flannel.conflist', 'is the CNI conf'],
    ['/etc/cni/net.d/05-x.conf', 'is in /etc/cni/net.d'],
    ['/etc/cni', 'is a folder that flannelctl needs'],
    ['/run', 'is a folder that flannelctl needs'],
    ['/proc/1/subnet.env', 'is in /proc'],
    ['/var/lib/flannelctl/node.json', 'is in /var/lib/flannelctl'],
  ])('can’t be %j, which changes nothing', async (file, why) => {
    const host = await freshHost();
    const before = await snapshot(host);
    const { stderr } = expectExit(await host.flannelctl([...initArgs(), '--subnet-file', file, '--yes']), 3);
    expect(stderr).toContain(`--subnet-file ${JSON.stringify(file)} ${why}`);
    expect(await snapshot(host)).toEqual(before);
  });

  test('does not take the place of a file of another program', async () => {
    const host = await freshHost();
    await mkdir(path.join(host.root, 'run/blue'), { recursive: true });
    await writeFile(path.join(host.root, OTHER), 'PASSWORD=x\n');
    const { stdout } = expectExit(await host.flannelctl([...initArgs(), '--subnet-file', OTHER, '--yes']), 8);
    expect(stdout).toContain(`! file ${OTHER}`);
    expect(await readFile(path.join(host.root, OTHER), 'utf8')).toBe('PASSWORD=x\n');
  });
});
