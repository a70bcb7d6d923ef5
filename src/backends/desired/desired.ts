import type { HostObject } from '../../state/index.ts';
import type { BackendInput } from '../base/input.ts';
import { backendObjects, podMtu } from '../built.ts';
import { blackholeObjects } from './blackhole.ts';
import { bridgeObjects } from './bridge.ts';
import { fileObjects } from './files.ts';
import { firewallObjects } from './firewall.ts';
import { sysctlObjects } from './sysctls.ts';

/** The desired state of a node's host: every object once, always in the same order. */
export function desiredState(input: BackendInput): HostObject[] {
  const mtu = podMtu(input);
  return [
    ...sysctlObjects(input),
    ...backendObjects(input),
    ...bridgeObjects(input, mtu),
    ...blackholeObjects(input),
    ...firewallObjects(input),
    ...fileObjects(input, mtu),
  ];
}
