import type { NodeCheck } from '../check.ts';
import { alternativeNames } from './alternative-names.ts';
import { enslaved } from './enslaved.ts';
import { netem } from './netem.ts';
import { checksumOffload } from './overlay/checksum-offload.ts';
import { randomMac } from './overlay/random-mac.ts';
import { staleMac } from './overlay/stale-mac.ts';
import { timeToLive } from './overlay/time-to-live.ts';
import { tunnelOffload } from './overlay/tunnel-offload.ts';
import { udpChecksums } from './overlay/udp-checksums.ts';
import { zeroChecksum } from './overlay/zero-checksum.ts';
import { bridgeFull } from './ports/bridge-full.ts';
import { bridgePorts } from './ports/bridge-ports.ts';
import { hairpinPorts } from './ports/hairpin-ports.ts';
import { isolatedPorts } from './ports/isolated.ts';
import { spanningTree } from './ports/spanning-tree.ts';
import { vlanFiltering } from './ports/vlan-filtering.ts';
import { bondMode } from './uplink/bond-mode.ts';
import { uplinkHealth } from './uplink/health.ts';
import { uplinkMaster } from './uplink/master.ts';
import { receiveOffload } from './uplink/receive-offload.ts';
import { uplink } from './uplink/uplink.ts';
import { vxlan } from './vxlan.ts';

export const linksChecks: readonly NodeCheck[] = [
  uplink,
  uplinkMaster,
  uplinkHealth,
  bondMode,
  receiveOffload,
  vxlan,
  alternativeNames,
  enslaved,
  netem,
  staleMac,
  randomMac,
  timeToLive,
  udpChecksums,
  checksumOffload,
  tunnelOffload,
  zeroChecksum,
  bridgePorts,
  isolatedPorts,
  hairpinPorts,
  spanningTree,
  vlanFiltering,
  bridgeFull,
];
