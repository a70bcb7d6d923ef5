import { expect, it } from 'vitest';
import { desiredState } from '../../../src/backends/index.ts';
import type { Prefix } from '../../../src/net/index.ts';
import { EXAMPLE, IPV6 } from '../../support/example-node.ts';

const macOf = (subnet: string): string | undefined => {
  const family = { ...IPV6, own: { ...IPV6.own, subnet: subnet as Prefix } };
  const objects = desiredState({ ...EXAMPLE, families: [family], peers: [] });
  const bridge = objects.find((object) => object.kind === 'link' && object.name === 'cni0');
  return bridge?.kind === 'link' ? bridge.mac : undefined;
};

it('the MAC of cni0 without IPv4 is made of what differs between the subnets of nodes', () => {
  const macs = ['1', '2', '3', '4'].map((n) => macOf(`fd00:10:244:${n}::/64`));
  expect(macs[0]).toBe('0e:2b:02:44:00:00');
  expect(new Set(macs).size).toBe(macs.length);
});
