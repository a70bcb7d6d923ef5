import { expect, test } from 'vitest';
import { fromPlain, mapTexts, toPlain } from '../../../../src/health/bundle/plain.ts';
import { withoutSecrets } from '../../../../src/health/gather/secrets.ts';

const KEY = 'aGVsbG8gd29ybGQgdGhpcyBpcyBhIGtleSBvZiB3Zy4=';

test.each([
  ['flanneld --etcd-username=root --etcd-password=hunter2 --iface eth0', 'hunter2'],
  ['flanneld --etcd-password hunter2', 'hunter2'],
  ['ETCD_PASSWORD="hunter2 x"', 'hunter2'],
  ['{"Backend": {"Type": "wireguard", "PSK": "hunter2"}}', 'hunter2'],
  ['AccessKeySecret: hunter2', 'hunter2'],
  ['Authorization: Bearer hunter2.x', 'hunter2'],
  ['K3S_TOKEN=K10hunter2::server:abc', 'hunter2'],
  ['token: eyJhbGciOi.eyJzdWIi.c2ln', 'eyJ'],
  [`  private key: ${KEY}`, KEY],
  [`peer ${KEY}`, KEY],
  ['https://user:hunter2@etcd:2379/v2', 'hunter2'],
  ['-----BEGIN EC PRIVATE KEY-----\nhunter2\n-----END EC PRIVATE KEY-----', 'hunter2'],
])('%s: the secret is left out', (text, secret) => {
  expect(withoutSecrets(text)).not.toContain(secret);
  expect(withoutSecrets(text)).toContain('(secret)');
});

test.each([
  'flannel.1: flags=4163 mtu 1450 link/ether 0e:2a:0a:f4:01:01',
  '{"Network": "10.244.0.0/16", "Backend": {"Type": "vxlan", "VNI": 1}}',
  'TcpExtTCPKeepAlive 0 0.0',
])('%s: nothing is left out', (text) => {
  expect(withoutSecrets(text)).toBe(text);
});

test('the value of a key that is a secret is left out', () => {
  expect(mapTexts({ backend: { psk: 'hunter2', type: 'ipsec' } }, withoutSecrets)).toEqual({
    backend: { psk: '(secret)', type: 'ipsec' },
  });
});

test('maps are written and read', () => {
  const value = { ways: new Map([['10.0.0.1', { dev: new Map([[1, 'a']]) }]]), list: [null, 1, true] };
  expect(fromPlain(JSON.parse(JSON.stringify(toPlain(value))))).toEqual(value);
});
