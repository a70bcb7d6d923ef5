import type { HostObject } from '../state/index.ts';
import { bridgeObjects } from './bridge.ts';
import { fileObjects } from './files.ts';
import { firewallObjects } from './firewall.ts';
import type { NodeNetwork } from './input.ts';
import { sysctlObjects } from './sysctls.ts';
import { overlayMtu, vxlanObjects } from './vxlan.ts';

/** What the host of a node should look like: every object, each once, always in the same order. */
export function desiredState(input: NodeNetwork): HostObject[] {
  const mtu = overlayMtu(input);
  return [
    ...sysctlObjects(input),
    ...vxlanObjects(input),
    ...bridgeObjects(input, mtu),
    ...firewallObjects(input),
    ...fileObjects(input, mtu),
  ];
}
