import { expect, test } from 'vitest';
import { redact } from '../../../../src/health/gather/redact.ts';
import { type Address, parseAddress, parsePrefix, prefixContainsAddress } from '../../../../src/net/index.ts';

const VALUE = {
  route: '10.244.2.0/24 via 10.244.2.0 dev flannel.1 onlink',
  gateway: '10.244.2.1',
  pod: '10.244.2.77',
  uplink: '203.0.113.9/22 brd 203.0.115.255',
  six: 'fd00:10:244:2::/64 via fd00:10:244:2:: fd00:10:244:2::1 fe80::a:b:c:d%eth0 [::]:8472',
  'way to 203.0.113.9': 'lladdr 0e:2a:0a:f4:02:01 dev eth0, node n2 at 203.0.113.9:8472',
  kept: '0.0.0.0/0 127.0.0.1 224.0.0.251 33:33:00:00:00:01 ff:ff:ff:ff:ff:ff 12:30:45 n22 v1.2.3 10:20',
};

const redacted = redact(VALUE, ['n2'], 'key') as Record<string, string>;

test('no address, MAC or name is left', () => {
  expect(JSON.stringify(redacted)).not.toMatch(/10\.244|203\.0|fd00:10|0e:2a|a:b:c:d|\bn2\b/);
  expect(redacted['kept']).toBe(VALUE.kept);
  expect(redacted['route']).toMatch(/^10\..* dev flannel\.1 onlink$/);
});

test('subnets contain their addresses, and their first and last addresses stay so', () => {
  const [subnet = '', , gateway = ''] = redacted['route']?.split(' ') ?? [];
  const prefix = parsePrefix(subnet);
  expect(prefix).toBe(subnet);
  expect(`${gateway}/24`).toBe(subnet);
  expect(redacted['gateway']).toBe(gateway.replace(/0$/, '1'));
  expect(prefix && prefixContainsAddress(prefix, redacted['pod'] as Address)).toBe(true);
  const [own = '', , broadcast = ''] = redacted['uplink']?.split(' ') ?? [];
  const network = parsePrefix(own);
  expect(network && prefixContainsAddress(network, broadcast as Address)).toBe(true);
  expect(broadcast).toMatch(/\.255$/);
  const [six = '', , first = ''] = redacted['six']?.split(' ') ?? [];
  expect(parsePrefix(six)).toBe(six);
  expect(`${parseAddress(first)}/64`).toBe(six);
});

test('the same has the same replacement, with the same key only', () => {
  const address = redacted['uplink']?.split('/')[0];
  expect(redacted[`way to ${address}`]).toContain(`at ${address}:8472`);
  expect(redact(VALUE, ['n2'], 'key')).toEqual(redacted);
  expect(redact(VALUE, ['n2'], 'other')).not.toEqual(redacted);
});
