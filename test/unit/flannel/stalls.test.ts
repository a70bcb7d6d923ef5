import { expect, test } from 'vitest';
import { flanneldStall } from '../../../src/flannel/index.ts';

const VXLAN = { backend: 'vxlan', hasIPv6: false };
const GOOD = { VNI: 1, VtepMAC: '0a:00:00:00:00:01' };
const stall = (subnetKey: string, backendData: unknown, network = VXLAN, backendType = 'vxlan') =>
  flanneldStall({ subnetKey, backendType, backendData }, network);

test.each([
  '10.12.13.0',
  '10.12.13-24',
  '10.12.13.0-32',
  '10.12.13.0-40',
  '10.12.13.0-24&',
  '/coreos.com/network/subnets-x',
  'x',
])('a key that flanneld can’t read: %s', (key) => {
  expect(stall(key, GOOD)).toContain('can’t read its key');
  expect(stall(key, undefined, { backend: 'host-gw', hasIPv6: true })).toContain('can’t read its key');
});

test.each([
  ['10.244.1.5-24', GOOD, 'host bits'],
  ['10.244.1.0-24', { VNI: 1 }, 'has no VtepMAC'],
  ['10.244.1.0-24', { VtepMAC: '' }, 'has no VtepMAC'],
  ['10.244.1.0-24&fd00:1::-64', GOOD, 'hangs for good'],
])('%s with %j', (key, data, how) => {
  expect(stall(key, data)).toContain(how);
});

test.each([
  ['10.244.1.0-24', GOOD],
  ['10.244.1.0-24', { vtepmac: '0a:00:00:00:00:01' }],
  ['10.244.1.0-24', undefined],
  ['10.244.1.0-24', 'text'],
  ['10.244.1.0-24', [1]],
])('%s with %j does no harm', (key, data) => {
  expect(stall(key, data)).toBeUndefined();
});

test('a record of another backend is ignored, and a network with IPv6 takes both families', () => {
  expect(stall('10.244.1.5-24', { VNI: 1 }, VXLAN, 'VXLAN')).toBeUndefined();
  expect(stall('10.244.1.0-24', {}, { backend: 'host-gw', hasIPv6: false }, 'host-gw')).toBeUndefined();
  expect(stall('10.244.1.0-24', {}, { backend: 'host-gw', hasIPv6: false })).toBeUndefined();
  expect(stall('10.244.1.0-24&fd00:1::-64', GOOD, { backend: 'vxlan', hasIPv6: true })).toBeUndefined();
});
