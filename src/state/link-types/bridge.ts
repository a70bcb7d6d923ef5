import { words } from '../../words/index.ts';
import { KEEP_IT_OFF, type LinkType } from './link-type.ts';

export interface BridgeSpec {
  readonly type: 'bridge';
}

/** The most that a bridge takes (ETH_MAX_MTU). */
const LARGEST_MTU = 65535;

export const bridgeType: LinkType<BridgeSpec> = {
  word: () => 'bridge',
  create: () => words`bridge`,
  change: () => words`bridge`,
  changed: [],
  fields: () => ({}),
  // It is given at creation and then left alone: pods have it in their ARP caches.
  hasOwnMac: false,
  fixed: [],
  // It follows the ports, and goes to 1500 with the last of them, until one is set that the bridge does not have yet
  // (br_set_mtu, kernel 6.18).
  firstMtu: (mtu) => (mtu < LARGEST_MTU ? mtu + 1 : mtu - 1),
  isAdoptable: () => true,
  isFlannels: () => false,
  settings: () => [],
  lower: () => undefined,
  isWellFormed: () => true,
  wayOut: KEEP_IT_OFF,
};
