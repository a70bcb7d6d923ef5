export { diagnoseNode } from './diagnose/diagnose.ts';
export { diagnoseBundle } from './diagnose/diagnose-bundle.ts';
export {
  type Diagnosis,
  type GroupedCheck,
  type GroupedFinding,
  isFailure,
  isHealthy,
  type RootFinding,
} from './diagnose/diagnosis.ts';
export { choiceOf, mendableIn } from './diagnose/fixes.ts';
export { type CheckSelection, knownChecks, selectChecks } from './diagnose/select.ts';
export { type Folded, foldFindings, isGraveAtAll } from './findings/fold.ts';
export { severityOf } from './findings/severity.ts';
export { noUplink } from './findings/uplink-finding.ts';
export { bundleFile, bundleText, gather, gatheredDocument } from './gather/gather.ts';
export {
  isCutOff,
  isWell,
  type NodeStatus,
  type ObjectState,
  PEER_OBJECTS,
  type PeerStatus,
  type Verdict,
} from './status/node-status.ts';
export { statusRounds, waitUntilOk } from './status/rounds.ts';
export { nodeStatus } from './status/status.ts';
export { countPeers, hasFailed } from './status/verdict.ts';
export { traceBundles } from './trace/bundles.ts';
export { traceLive } from './trace/live/live.ts';
export {
  brokenHop,
  type Endpoint,
  type LivePackets,
  type Trace,
  type TraceHop,
} from './trace/model.ts';
export { traceNode } from './trace/trace.ts';
