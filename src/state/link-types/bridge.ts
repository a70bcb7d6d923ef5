import { words } from '../../words/index.ts';
import { KEEP_IT_OFF, type LinkType } from './link-type.ts';

export interface BridgeSpec {
  readonly type: 'bridge';
}

/** The largest MTU of a bridge (ETH_MAX_MTU). */
const LARGEST_MTU = 65535;

export const bridgeType: LinkType<BridgeSpec> = {
  word: () => 'bridge',
  create: () => words`bridge`,
  change: () => words`bridge`,
  changed: [],
  fields: () => ({}),
  // The MAC is set at creation and then left alone, because pods have it in their ARP caches.
  hasOwnMac: false,
  fixed: [],
  // The MTU follows the ports, and becomes 1500 with the last of them, until an MTU is set that differs from the
  // bridge's (br_set_mtu, 6.18).
  firstMtu: (mtu) => (mtu < LARGEST_MTU ? mtu + 1 : mtu - 1),
  isAdoptable: () => true,
  isFlannels: () => false,
  settings: () => [],
  lower: () => undefined,
  isWellFormed: () => true,
  resolution: KEEP_IT_OFF,
};
