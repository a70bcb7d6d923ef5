export { isWell, type NodeStatus, nodeStatus, type ObjectState, PEER_OBJECTS } from './status.ts';
