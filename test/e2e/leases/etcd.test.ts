import { expect, test } from 'vitest';
import type { LeasesDocument } from '../../../src/generated/types.d.ts';
import { validateLeasesDocument, validateRemovedLeaseDocument } from '../../../src/generated/validators.js';
import { type CliResult, flannelctl } from '../../support/cli/cli.ts';
import { type EtcdMember, startOneEtcd } from '../../support/stores/etcd.ts';
import { leaseText, vxlanData } from '../../support/stores/leases.ts';

const PREFIX = '/coreos.com/network';
const CONF = '{"Network":"10.244.0.0/16","Backend":{"Type":"vxlan"}}';

/** A record of vxlan. @param mac the last byte of its MAC; undefined: it has none */
const record = (publicIP: string, mac?: number, type = 'vxlan'): string =>
  leaseText(publicIP, mac === undefined ? { VNI: 1 } : vxlanData(mac), { BackendType: type });

async function etcdWith(records: Readonly<Record<string, string>>): Promise<EtcdMember> {
  const etcd = await startOneEtcd();
  await etcd.ctl('put', `${PREFIX}/config`, CONF);
  for (const [key, value] of Object.entries(records)) await etcd.ctl('put', `${PREFIX}${key}`, value);
  return etcd;
}

const leases = async (etcd: EtcdMember, ...args: readonly string[]): Promise<CliResult> =>
  flannelctl(['leases', ...args, '--etcd-endpoints', etcd.url]);

const keysOf = async (etcd: EtcdMember): Promise<string> =>
  etcd.ctl('get', '--prefix', '--keys-only', `${PREFIX}/subnets`);

test('each record has its state, and what would stop flanneld', async () => {
  const etcd = await etcdWith({
    '/subnets/10.244.1.0-24': record('10.0.0.1', 1),
    '/subnets/10.244.2.0-24': record('10.0.0.2', 2),
    '/subnets/10.244.3.0-24': record('10.0.0.2', 3),
    '/subnets/10.244.4.0-24': record('10.0.0.4', 1),
    '/subnets/10.244.5.0-24': record('10.0.0.5', 5, 'host-gw'),
    '/subnets/10.244.6.0-24': record('10.0.0.6'),
    '/subnets/10.244.7.5-24': record('10.0.0.7', 7),
    '/subnets/10.244.8.0-24&fd00:1::-64': record('10.0.0.8', 8),
    '/subnets-old': 'x',
  });
  const { exitCode, stdout, stderr } = await leases(etcd);
  expect(stderr).toBe('');
  expect(exitCode).toBe(11);
  await expect(stdout.replace(etcd.url, 'URL')).toMatchFileSnapshot('../../golden/leases/etcd.txt');
});

test('a record has the time when its lease of etcd’s ends', async () => {
  const etcd = await etcdWith({});
  const granted = await etcd.ctl('lease', 'grant', '1000');
  const id = /lease (\S+)/.exec(granted)?.[1] ?? '';
  await etcd.ctl('put', `--lease=${id}`, `${PREFIX}/subnets/10.244.1.0-24`, record('10.0.0.1', 1));
  await etcd.ctl('put', `${PREFIX}/subnets/10.244.2.0-24`, record('10.0.0.2', 2));
  const { exitCode, stdout } = await leases(etcd, '-o', 'json');
  expect(exitCode).toBe(0);
  const document = JSON.parse(stdout) as LeasesDocument;
  expect(validateLeasesDocument(document)).toBe(true);
  const [ending, staying] = document.leases;
  const left = Date.parse(ending?.expires ?? '') - Date.now();
  expect(left).toBeGreaterThan(900_000);
  expect(left).toBeLessThan(1_001_000);
  expect(staying).toEqual({
    key: `${PREFIX}/subnets/10.244.2.0-24`,
    subnets: ['10.244.2.0/24'],
    publicIPs: ['10.0.0.2'],
    data: '0a:00:00:00:00:02',
    state: 'peer',
  });
});

test('remove takes one record away, and nothing else', async () => {
  const etcd = await etcdWith({
    '/subnets/10.244.1.0-24': record('10.0.0.1', 1),
    '/subnets/10.244.6.0-24': record('10.0.0.6'),
    '/subnets-old': 'x',
  });
  const stray = await leases(etcd, 'remove', `${PREFIX}/subnets-old`, '--yes', '-o', 'json');
  expect(stray.exitCode).toBe(0);
  const document: unknown = JSON.parse(stray.stdout);
  expect(validateRemovedLeaseDocument(document)).toBe(true);
  expect(document).toMatchObject({ removed: true, lease: { state: 'leftOut' } });
  const bad = await leases(etcd, 'remove', `${PREFIX}/subnets/10.244.6.0-24`, '--yes');
  expect(bad.stdout).toContain('10.244.6.0-24 was removed from etcd at');
  expect(await keysOf(etcd)).toBe(`${PREFIX}/subnets/10.244.1.0-24\n`);
  expect((await leases(etcd)).exitCode).toBe(0);
});

test('remove refuses a node in use, what is not there, and to go on unasked', async () => {
  const etcd = await etcdWith({
    '/subnets/10.244.1.0-24': record('10.0.0.1', 1),
    '/subnets/10.244.6.0-24': record('10.0.0.6'),
  });
  const alive = await leases(etcd, 'remove', '10.244.1.0/24', '--yes');
  expect(alive.exitCode).toBe(8);
  expect(alive.stderr).toContain('is the record of a node in use: its pods would be cut off');
  const absent = await leases(etcd, 'remove', '10.244.9.0/24', '--yes');
  expect(absent.exitCode).toBe(64);
  expect(absent.stderr).toContain('there is no record 10.244.9.0/24 in etcd at');
  const unasked = await leases(etcd, 'remove', `${PREFIX}/subnets/10.244.6.0-24`);
  expect(unasked.exitCode).toBe(64);
  expect(unasked.stderr).toContain('stdin is not a terminal');
  expect((await keysOf(etcd)).split('\n').filter(Boolean)).toHaveLength(2);
  expect((await leases(etcd, 'remove', '10.244.1.0/24', '--yes', '--force')).exitCode).toBe(0);
  expect((await keysOf(etcd)).split('\n').filter(Boolean)).toEqual([`${PREFIX}/subnets/10.244.6.0-24`]);
});

test('a store without a net-conf, and one that does not answer, are named', async () => {
  const etcd = await startOneEtcd();
  const empty = await leases(etcd);
  expect(empty.exitCode).toBe(3);
  expect(empty.stderr).toContain('has no net-conf');
  await etcd.signal('SIGKILL');
  const gone = await leases(etcd);
  expect(gone.exitCode).toBe(69);
});
