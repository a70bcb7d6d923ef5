import type { NodeCheck } from '../check.ts';
import { ownMac } from './entries/own-mac.ts';
import { sharedVtep } from './entries/shared-vtep.ts';
import { staleNeighbors } from './entries/stale-neighbors.ts';
import { underlayNeighbors } from './entries/underlay-neighbors.ts';
import { peers } from './peers.ts';

export const peersChecks: readonly NodeCheck[] = [
  peers,
  underlayNeighbors,
  sharedVtep,
  ownMac,
  staleNeighbors,
];
