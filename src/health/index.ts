export { type NodeStatus, nodeStatus, type ObjectState, PEER_OBJECTS, type PeerStatus } from './status.ts';
