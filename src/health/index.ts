export { isGrave, isWell, type NodeStatus, type ObjectState, PEER_OBJECTS } from './node-status.ts';
export { nodeStatus } from './status.ts';
