import { bridgeOfConf, type CniConfList } from '../../config/index.ts';
import { BRIDGE } from '../../flannel/index.ts';
import { type LinkName, parseLinkName } from '../../net/index.ts';
import type { NodeOptions } from './saved-node.ts';

/** The bridge of a node's pods: the one in its CNI conf, else the one found in a takeover. */
export const podBridge = ({ cniConf, bridge }: Partial<NodeOptions>): LinkName =>
  (cniConf && bridgeOfConf(cniConf as unknown as CniConfList)) ?? parseLinkName(bridge ?? '') ?? BRIDGE;
