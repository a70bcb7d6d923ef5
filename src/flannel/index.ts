export { ANNOTATION_PREFIX, ANNOTATIONS, annotationBase } from './annotations.ts';
export {
  FLANNEL_CHAINS,
  FLANNEL_COMMENTS,
  FLANNEL_NFT_CHAINS,
  FLANNEL_TABLES,
  isFlannelChain,
} from './chains.ts';
export { CNI_CONF, hasFlannelPlugin, isFlannelConfList } from './conf-list.ts';
export { ETCD_PREFIX, etcdKeyParts, type LeaseSubnets, leaseKey, parseSubnetKey } from './etcd-keys.ts';
export { type LeaseData, type NodeFamily, type PlanNode, publicIPsOfNode, subnetsOfNode } from './lease.ts';
export { BRIDGE, isDockersBridge, isOverlayName, isPodNetworkLink, OTHER_BACKEND_LINKS } from './links.ts';
export { LEAST_MTU, leastMtu, neediestFamily, type Overhead } from './mtu.ts';
export { type EnabledFamilies, type FamilyNetwork, subnetIndex, subnetSize } from './network.ts';
export { flanneldStall } from './stalls.ts';
export {
  isSubnetEnv,
  namesSubnet,
  readSubnetEnv,
  SUBNET_ENV,
  type SubnetEnv,
  type SubnetEnvFamily,
  subnetEnvText,
} from './subnet-env.ts';
export {
  largestNamedVni,
  VXLAN_OVERHEAD,
  VXLAN_PORT,
  VXLAN_VNI,
  vxlanLinkFamily,
  vxlanLinkName,
} from './vxlan.ts';
