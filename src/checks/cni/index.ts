import type { NodeCheck } from '../check.ts';
import { cniConfs } from './cni-confs.ts';
import { cniNetwork } from './network/cni-network.ts';
import { cniPluginCheck } from './plugins/cni-plugins.ts';
import { pods } from './pods.ts';
import { veths } from './veths.ts';

export const cniChecks: readonly NodeCheck[] = [cniConfs, cniNetwork, cniPluginCheck, pods, veths];
