import type { NodeCheck } from '../check.ts';
import { blackholeDrift } from './blackhole.ts';
import { cniConfDrift, otherFilesDrift, subnetEnvDrift } from './files.ts';
import { foreignObjects } from './foreign.ts';
import { leftoverObjects } from './leftovers.ts';
import { bridgeAddressDrift, overlayAddressDrift } from './link-addresses.ts';
import { bridgeLinkDrift, overlayLinkDrift } from './links.ts';
import { peerDrift } from './peer-objects.ts';
import { rulesDrift } from './rules.ts';
import { settingsDrift } from './settings.ts';

/** What differs from the saved configuration. A status tells it by itself, so that these are run by a diagnosis alone. */
export const driftChecks: readonly NodeCheck[] = [
  foreignObjects,
  overlayLinkDrift,
  overlayAddressDrift,
  bridgeLinkDrift,
  bridgeAddressDrift,
  settingsDrift,
  rulesDrift,
  ...peerDrift,
  blackholeDrift,
  subnetEnvDrift,
  cniConfDrift,
  otherFilesDrift,
  leftoverObjects,
];
