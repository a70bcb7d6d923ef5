import type { NodeCheck } from '../check.ts';
import { flannelMemory } from './flannel-memory.ts';
import { flanneld } from './flanneld.ts';
import { oldOverlays } from './leftovers/old-overlays.ts';
import { otherCni } from './leftovers/other-cni.ts';
import { networkManager } from './managers/network-manager.ts';
import { networkd } from './managers/networkd.ts';
import { service } from './service.ts';
import { xdp } from './xdp.ts';

export const coexistenceChecks: readonly NodeCheck[] = [
  flanneld,
  flannelMemory,
  service,
  networkManager,
  networkd,
  oldOverlays,
  otherCni,
  xdp,
];
