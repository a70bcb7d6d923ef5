import type { HostObject } from '../state/index.ts';
import { bridgeObjects } from './bridge.ts';
import { backendObjects, podMtu } from './built.ts';
import { fileObjects } from './files.ts';
import { firewallObjects } from './firewall.ts';
import type { BackendInput } from './input.ts';
import { sysctlObjects } from './sysctls.ts';

/** What the host of a node should look like: every object, each once, always in the same order. */
export function desiredState(input: BackendInput): HostObject[] {
  const mtu = podMtu(input);
  return [
    ...sysctlObjects(input),
    ...backendObjects(input),
    ...bridgeObjects(input, mtu),
    ...firewallObjects(input),
    ...fileObjects(input, mtu),
  ];
}
