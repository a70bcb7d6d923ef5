import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConnection } from '../../../src/host/ssh-connection.ts';
import { bundleFunctions, type Callable } from '../../support/host/inside.ts';
import { type Host, makeHost, settled } from '../../support/host/netns.ts';

const MAC = '0e:2a:00:00:02:00';

/** A node with one peer, and with two default gateways besides the first. */
const LINKS = [
  'link add name flannel.1 type vxlan id 1 local 192.168.77.1 dev eth0 dstport 8472 nolearning',
  'address add 10.244.1.0/32 dev flannel.1',
  'link set flannel.1 up',
  `neigh replace 10.244.2.0 lladdr ${MAC} dev flannel.1 nud permanent`,
  'nexthop add id 17 via 10.244.2.0 dev flannel.1 onlink',
  'route add 10.244.2.0/24 nhid 17',
  'route add unreachable 198.51.100.0/24',
  'route add default metric 50 nexthop via 192.168.77.251 dev eth0 nexthop via 192.168.77.252 dev eth0',
  'address add fd77::1/64 dev eth0 nodad',
  'route add default via fd77::fe dev eth0 metric 10',
  'route add default metric 20 nexthop via fe80::fe dev eth0 nexthop via fe80::fd dev eth0',
];

const IPV4_GATEWAYS = ['192.168.77.254', '192.168.77.251', '192.168.77.252', 'fe80::4'];

const GATEWAYS = [...IPV4_GATEWAYS, 'fd77::fe', 'fe80::fe', 'fe80::fd'].map((address) => ({
  kind: 'gateway',
  address,
  dev: 'eth0',
}));

const BY_OVERLAY = {
  kind: 'ssh',
  address: '10.244.2.1',
  local: '192.168.77.1',
  dev: 'flannel.1',
  gateway: '10.244.2.0',
  mac: MAC,
};

const CONNECTION = 'SSH_CONNECTION=10.244.2.1 50000 192.168.77.1 22';

/** What a shell runs as its child, and waits for. */
const CHILD = ['-c', '"$@"; exit $?', 'sh'];
const SHELL = ['sh', ...CHILD];

/** A program's name that looks like the rest of its line in /proc/PID/stat. */
const ODD_NAME = 'x) S 1 (';

/** What has no connection told to it, and sees nobody who has. */
const ALONE = ['unshare', '--pid', '--fork', '--mount-proc', 'env', '-u', 'SSH_CONNECTION'];

describe("the operator's path", () => {
  let functions: Callable;
  let host: Host;
  beforeAll(async () => {
    functions = await bundleFunctions({
      listDefaultGateways: 'host/operator.ts',
      operatorPaths: 'host/operator.ts',
    });
    host = await makeHost();
    await host.sh('ip -batch -', `${LINKS.join('\n')}\n`);
    await host.sh('ip -4 route add default via inet6 fe80::4 dev eth0 metric 60');
    await settled(host.sh, 'eth0');
  });
  afterAll(async () => {
    await host.remove();
    await functions.remove();
  });

  const paths = async (...via: string[]): Promise<Record<string, string>[]> => {
    const call = async (words: readonly string[]): Promise<Record<string, string>[]> =>
      JSON.parse((await execa('ip', ['netns', 'exec', host.netns, ...words])).stdout);
    const gateways = await call(functions.command('listDefaultGateways'));
    return call([...via, ...functions.command('operatorPaths', gateways)]);
  };

  it.each([
    ['in the environment', ['env', CONNECTION]],
    ['in that of the parent, as sudo leaves it', ['env', CONNECTION, ...SHELL, 'env', '-i']],
    ['in that of an older one', ['env', CONNECTION, ...SHELL, 'env', '-i', ...SHELL, 'env']],
  ])('is found %s', async (_, via) => {
    expect(await paths(...via)).toEqual([BY_OVERLAY, ...GATEWAYS]);
  });

  it('is found past a parent of an odd name', async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'flannelctl-odd-'));
    const shell = path.join(folder, ODD_NAME);
    await copyFile('/bin/sh', shell);
    const [ssh] = await paths('env', CONNECTION, ...SHELL, 'env', '-i', shell, ...CHILD, 'env');
    expect(ssh).toEqual(BY_OVERLAY);
    await rm(folder, { recursive: true });
  });

  it('is that of the nearest connection', async () => {
    const other = 'SSH_CONNECTION=10.244.2.9 50000 192.168.77.1 22';
    const [ssh] = (await paths(
      'env',
      other,
      ...SHELL,
      'env',
      CONNECTION,
      ...SHELL,
      'env',
      '-i',
    )) as unknown[];
    expect(ssh).toEqual(BY_OVERLAY);
  });

  it.each([
    ['on its link', '192.168.77.9 1 192.168.77.1 22', { address: '192.168.77.9', dev: 'eth0' }],
    [
      'on another, by its zone',
      'fe80::9%eth0-far 1 fe80::1%eth0-far 22',
      { address: 'fe80::9', dev: 'eth0-far' },
    ],
  ])('to somebody %s has no next hop', async (_, connection, expected) => {
    const [ssh] = await paths('env', `SSH_CONNECTION=${connection}`);
    expect(ssh).toMatchObject(expected);
    expect(ssh).not.toHaveProperty('gateway');
  });

  it.each([
    ['where there is no connection', ALONE],
    [
      'where there is no way to where it comes from',
      ['env', 'SSH_CONNECTION=198.51.100.1 1 192.168.77.1 22'],
    ],
    [
      'where the parents may not be looked at',
      [...ALONE, CONNECTION, ...SHELL, 'env', '-i', 'setpriv', '--reuid=65534', '--clear-groups'],
    ],
  ])('is only that to the default gateways %s', async (_, via) => {
    expect(await paths(...via)).toEqual(GATEWAYS);
  });

  it.each(['', 'UNKNOWN 65535 UNKNOWN 65535', 'nonsense', '10.244.2 1 2 3'])(
    'is not read out of %j',
    (text) => {
      expect(readConnection(text)).toBeUndefined();
    },
  );
});
