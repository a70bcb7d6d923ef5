export { BOOT_CHECKS, PREFLIGHT_CHECKS, WARNING_AT_BOOT } from '../checks/index.ts';
export {
  type OpenState,
  type OpenTransaction,
  openState,
  readOpenTransaction,
  watchOver,
} from '../reconcile/index.ts';
export { bringUpNode } from './change/bring-up.ts';
export { configOf } from './change/config-document.ts';
export {
  type AgentServicePlan,
  enableAgentService,
  isAgentServiceThere,
  planAgentService,
} from './change/enable-agent.ts';
export { fixNode } from './change/fix.ts';
export { followPeers, savePeers } from './change/follow-peers.ts';
export {
  type JoinCommands,
  joinCommands,
  peerLine,
  type StaleNodes,
  staleNodes,
} from './change/join-commands.ts';
export { resetNode, setUpNode } from './change/operate.ts';
export { pastChanges } from './change/past-changes.ts';
export type { ResetDiff } from './change/reset.ts';
export { abandonNode, confirmNode, type Ended, finishNode, rollBackNode } from './change/transactions.ts';
export { agentUnit } from './compare/agent-service.ts';
export { checkedNode } from './compare/checked-node.ts';
export type { NodeDiff } from './compare/node-diff.ts';
export type { PodLinks } from './compare/pod-links.ts';
export { sampled } from './compare/sampled.ts';
export { type Followed, linksToPeers } from './follow/apply-peer-changes.ts';
export { type PeerTable, type PeerUpdate, peerTable } from './follow/peer-table.ts';
export { type GivenNetConf, parseNetConf } from './input/inputs.ts';
export { readNetConfInput } from './input/net-conf-input.ts';
export { planFromInputs } from './input/new-plan.ts';
export { requireSupported } from './input/supported.ts';
export type { FlannelBuilt, SavedNodeDiff } from './look/compare-saved.ts';
export { inspectSettled } from './look/inspect.ts';
export { inspectSaved, type LookOptions } from './look/look.ts';
export { type NodeRecording, recordNode } from './look/record-node.ts';
export { withSavedNode } from './look/with-saved.ts';
export {
  holdAgent,
  type ManagingAgent,
  managingAgent,
  writeReport,
} from './managed/agent-report.ts';
export { AGENT_SERVICE, AGENT_UNIT } from './managed/agent-unit.ts';
export { answerWhenSaved } from './managed/saved-peers.ts';
export { refuseBadOptions } from './resolve/options.ts';
export { resolvedNode } from './resolve/resolved-node.ts';
export type { SetUpInput } from './resolve/set-up-input.ts';
export { withConfig } from './resolve/with-config.ts';
export { type RememberedLease, rememberedLease } from './saved/remembered-lease.ts';
export { readHostPlan } from './takeover/host-plan.ts';
export { NEXT_BY_STATE, openTransactionNotice, transactionName } from './terms/clean-host.ts';
export type { Dialogue, RecoveryPreview, Result } from './terms/dialogue.ts';
export type { ChangeTerms } from './terms/terms.ts';
