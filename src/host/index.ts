export { canPing, type Probe } from './answers.ts';
export { applyBatch, StepFailure } from './apply.ts';
export { runAttached, spawnWithChannel } from './attached.ts';
export type { ApplyContext } from './change-file.ts';
export type { Held, Holder } from './exclusive.ts';
export { isExecutable } from './executable.ts';
export { isInstalled } from './facts/installed.ts';
export {
  iptablesIsNft,
  seesAllRules,
  type ToolVersion,
  toolState,
  toolVersion,
} from './facts/tool-versions.ts';
export {
  type KernelFacts,
  kernelFacts,
  listRoutes,
  processesHere,
  udpPorts,
} from './facts.ts';
export {
  isFolder,
  listFolder,
  readText,
  writeAtomically,
  writeFileDeep,
} from './files.ts';
export { type ForwardRules, type NftTable, readForwardRules, type SavedRules } from './firewall.ts';
export { inputName, readInput, STDIN } from './input.ts';
export { listLinkNames } from './link-names.ts';
export { machineAt } from './machine.ts';
export { listNameServers } from './name-servers.ts';
export { askLinks as listLinks, askLinksIn as listLinksIn } from './observe/ask-links.ts';
export { readFiles } from './observe/files.ts';
export { isOurLink, type LinkJson } from './observe/links.ts';
export { observe, observeRules, type Scope } from './observe/observe.ts';
export { type RouteJson, readDestination } from './observe/routing.ts';
export { savedLines } from './observe/saved-lines.ts';
export { readSysctls } from './observe/sysctls.ts';
export type { OpenText } from './open-text.ts';
export { type DefaultGateway, listDefaultGateways, type OperatorPath, operatorPaths } from './operator.ts';
export { foreignOverlayMacs } from './overlay-macs.ts';
export { readProcessIfAllowed } from './process-file.ts';
export { oneReading } from './reading.ts';
export { type Refusal, rehearse } from './rehearse.ts';
export { rootTrouble } from './root-folder.ts';
export { type RunOptions, type RunResult, run, runOk } from './run.ts';
export { heedHangup, interruptible, outlastSignals } from './signals.ts';
export { readTrusted } from './trusted.ts';
export { findUplink, listDefaultRoutes } from './uplink/find.ts';
export { type PathTo, routesByPrefix, routesTo } from './uplink/paths.ts';
export type { DefaultRoute, Uplink } from './uplink/types.ts';
export { leaveRemovedFolder, refuseRelative } from './working-folder.ts';
