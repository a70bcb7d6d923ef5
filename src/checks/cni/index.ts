import type { NodeCheck } from '../check.ts';
import { addressPool } from './addresses/address-pool.ts';
import { gonePods } from './addresses/gone-pods.ts';
import { leakedAddresses } from './addresses/leaked-addresses.ts';
import { podAddressTwice } from './addresses/pod-address-twice.ts';
import { podsOutside } from './addresses/pods-outside.ts';
import { unreservedAddresses } from './addresses/unreserved-addresses.ts';
import { cniConfs } from './cni-confs.ts';
import { brokenConfs } from './conf/broken-confs.ts';
import { doubleMasquerade } from './conf/double-masquerade.ts';
import { hairpinConf } from './conf/hairpin-conf.ts';
import { podRoutes } from './conf/pod-routes.ts';
import { runtimeFolders } from './conf/runtime-folders.ts';
import { subnetFile } from './conf/subnet-file.ts';
import { lostVeths } from './lost-veths.ts';
import { cniNetwork } from './network/cni-network.ts';
import { cniPluginCheck } from './plugins/cni-plugins.ts';
import { pluginFormat } from './plugins/plugin-formats.ts';
import { pods } from './pods.ts';
import { veths } from './veths.ts';

export const cniChecks: readonly NodeCheck[] = [
  cniConfs,
  brokenConfs,
  runtimeFolders,
  cniNetwork,
  subnetFile,
  doubleMasquerade,
  podRoutes,
  hairpinConf,
  cniPluginCheck,
  pluginFormat,
  pods,
  veths,
  lostVeths,
  podsOutside,
  unreservedAddresses,
  podAddressTwice,
  gonePods,
  leakedAddresses,
  addressPool,
];
