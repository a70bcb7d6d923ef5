import type { NodeCheck } from '../check.ts';
import { addresses } from './addresses.ts';
import { duplicates } from './duplicates.ts';
import { passingAddress } from './passing.ts';
import { publicNetwork } from './public-network.ts';
import { sameEverywhere } from './same-everywhere.ts';
import { sharedNetwork } from './shared-network.ts';

export const addressesChecks: readonly NodeCheck[] = [
  duplicates,
  addresses,
  sameEverywhere,
  passingAddress,
  sharedNetwork,
  publicNetwork,
];
