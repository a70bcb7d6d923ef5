import { expect, it } from 'vitest';
import { flanneldStall } from '../../../src/flannel/index.ts';

const VXLAN = { backend: 'vxlan', hasIPv6: false };
const MAC = { VNI: 1, VtepMAC: '02:00:00:00:00:01' };
const record = (subnetKey: string, backendData: unknown = MAC, backendType = 'vxlan') => ({
  subnetKey,
  backendType,
  backendData,
});

it.each([
  ['a usual record', record('10.1.2.0-24'), VXLAN, undefined],
  ['a key with a length that is none', record('10.1.2.0-40'), VXLAN, /can’t read its key/],
  ['a key that is none', record('subnet'), VXLAN, /can’t read its key/],
  ['no MAC', record('10.1.2.0-24', { VNI: 1 }), VXLAN, /no VtepMAC/],
  ['an empty MAC', record('10.1.2.0-24', { VtepMAC: '' }), VXLAN, /no VtepMAC/],
  [
    'a MAC by a key in another case',
    record('10.1.2.0-24', { vtepmac: '02:00:00:00:00:01' }),
    VXLAN,
    undefined,
  ],
  ['host bits', record('10.1.2.3-24'), VXLAN, /host bits/],
  ['IPv6 where there is none', record('10.1.2.0-24&fd00::-64'), VXLAN, /hangs/],
  [
    'no MAC in a network of another backend',
    record('10.1.2.0-24', {}),
    { ...VXLAN, backend: 'host-gw' },
    undefined,
  ],
  ['no MAC of another backend', record('10.1.2.0-24', {}, 'host-gw'), VXLAN, undefined],
  ['data that is no object', record('10.1.2.0-24', [1]), VXLAN, undefined],
])('what stops flanneld: %s', (_, read, network, stall) => {
  const said = flanneldStall(read, network);
  if (stall === undefined) expect(said).toBeUndefined();
  else expect(said).toMatch(stall);
});
