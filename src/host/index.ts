export { canPing, type Probe } from './answers.ts';
export { applyBatch, StepFailure } from './apply.ts';
export { type BatchTools, batchTools } from './batch-tools/batch-tools.ts';
export { type Detached, runAttached, spawnWithChannel, startDetached } from './exec/attached.ts';
export { isExecutable } from './exec/executable.ts';
export type { Invocation } from './exec/invocation.ts';
export { kill } from './exec/kill.ts';
export { processIds, readProcessIfAllowed } from './exec/process-file.ts';
export { oneReading } from './exec/reading.ts';
export { type RunOptions, type RunResult, run, runOk } from './exec/run.ts';
export {
  exitOnHangup,
  ignoreSignals,
  interruptible,
  runService,
  type ServiceSignals,
} from './exec/signals.ts';
export { runIfInstalled } from './exec/tool.ts';
export { kernelModules } from './facts/boot/modules.ts';
export { bootSettings } from './facts/boot/setting-files.ts';
export { clockIsSynchronized } from './facts/clock.ts';
export { type CniAttachment, cniAttachments } from './facts/cni/attachments.ts';
export { type CniPlugins, cniPlugins } from './facts/cni/plugins.ts';
export { type PodInterface, podInterfaces } from './facts/cni/pod-interfaces.ts';
export { type PodPort, podPorts } from './facts/cni/pod-ports.ts';
export { hostArchitecture, type ProgramFormat, pluginFormats } from './facts/cni/program-formats.ts';
export { addressReservations, HOST_LOCAL_FOLDER, type Reservation } from './facts/cni/reservations.ts';
export { CNI_RESULTS } from './facts/cni/results.ts';
export { type CniRuntime, runtimeConfFolders } from './facts/cni/runtimes.ts';
export { backlog } from './facts/counters/backlog.ts';
export { type LinkCounters, linkCounters } from './facts/counters/link-counters.ts';
export { type ProtocolCounters, protocolCounters } from './facts/counters/protocol-counters.ts';
export {
  arpCounters,
  conntrackCounters,
  ndiscCounters,
  type TableCounters,
} from './facts/counters/table-counters.ts';
export { defaultRoutes } from './facts/default-routes.ts';
export {
  type Fact,
  type Facts,
  hostFacts,
  type Recording,
  recordedFacts,
  recordingFacts,
} from './facts/fact.ts';
export { fileText, folderTexts } from './facts/file-texts.ts';
export {
  type FilterRules,
  filterRules,
  type NftSet,
  type NftTable,
  packetRules,
  type SavedRules,
} from './facts/filter-rules.ts';
export { type FlannelProcess, flannelProcesses } from './facts/flannel-processes.ts';
export { folderNames } from './facts/folder-names.ts';
export { hasProc, isRoot } from './facts/ground.ts';
export { hostName } from './facts/host-name.ts';
export { isInstalled } from './facts/installed.ts';
export { type KernelFeatures, kernelFeatures } from './facts/kernel-features.ts';
export { kernelRelease, uptime } from './facts/kernel-release.ts';
export { hostLinks } from './facts/links.ts';
export { macOrigins } from './facts/mac-origins.ts';
export { mainRoutes, type RoutesByFamily } from './facts/main-routes.ts';
export { type ManagedLink, networkdLinks, networkManagerLinks } from './facts/managed-links.ts';
export { flannelMemoryKills } from './facts/memory-kills.ts';
export { offloads } from './facts/offloads.ts';
export { foreignOverlayMacs, type OverlayMacs } from './facts/overlay-macs.ts';
export { type ProgramPaths, programPaths } from './facts/program-paths.ts';
export { reachTo } from './facts/reach.ts';
export { readOnlySettings } from './facts/read-only-settings.ts';
export { type Refusal, rehearsal } from './facts/rehearsal.ts';
export {
  acceptRaSetting,
  type RouterAdvertisements,
  routerAdvertisements,
} from './facts/router-advertisements.ts';
export { type ProgramName, runningPrograms } from './facts/running-programs.ts';
export { settings } from './facts/settings.ts';
export type { ByBothFamilies } from './facts/tables/by-family.ts';
export { type ForwardingEntry, forwardingEntries } from './facts/tables/fdb.ts';
export { type NeighborEntry, neighborEntries } from './facts/tables/neighbors.ts';
export { type NexthopObject, nexthopObjects } from './facts/tables/nexthops.ts';
export { type PodInside, podTables } from './facts/tables/pod-tables.ts';
export { type RoutingRule, routingRules } from './facts/tables/policy-rules.ts';
export { deadEndOf } from './facts/tables/route-types.ts';
export { type RouteNexthop, type TableRoute, tableRoutes } from './facts/tables/routes.ts';
export { packetSettings } from './facts/tables/settings.ts';
export {
  installedTools,
  iptablesIsNft,
  seesAllRules,
  type ToolName,
  type ToolVersion,
  toolState,
  toolStates,
  toolVersion,
  toolVersions,
} from './facts/tool-versions.ts';
export { udpPorts } from './facts/udp-ports.ts';
export { refuseReportPlace, refuseTakenFile, writeAskedFile, writeReportFile } from './files/asked-file.ts';
export { readBounded } from './files/bounded.ts';
export type { ApplyContext } from './files/change-file.ts';
export type { Held, Holder } from './files/exclusive.ts';
export { listFolder, readText, writeAtomically, writeFileDeep } from './files/files.ts';
export { inputName, readInput, STDIN } from './files/input.ts';
export { isFleeting } from './files/lasting-path.ts';
export type { OpenText } from './files/open-text.ts';
export { rootFailure } from './files/root-folder.ts';
export { readTrusted } from './files/trusted.ts';
export { leaveRemovedFolder, refuseRelative } from './files/working-folder.ts';
export { listLinkNames } from './link-names.ts';
export { type Capture, startCapture } from './live/capture.ts';
export { type EchoConnection, readEchoConnection } from './live/connection.ts';
export { type Counters, grownBy, readCounters, readLinkCounters } from './live/counters.ts';
export { RULE } from './live/dropping-rules.ts';
export type { MarkedPackets } from './live/marked-packets.ts';
export { type PingAnswer, type PingRequest, sendPings } from './live/send-pings.ts';
export { udpRefusal } from './live/udp-refusal.ts';
export { unresolvedNeighbors } from './live/unresolved-neighbors.ts';
export { machineAt } from './machine.ts';
export { burstCause } from './monitor/cause.ts';
export type {
  HostEvent,
  ObjectEvent,
  WatchInterest,
} from './monitor/events.ts';
export { type HostWatch, watchHost } from './monitor/watch.ts';
export { listNameServers } from './name-servers.ts';
export { readFiles } from './observe/files.ts';
export { toDestination } from './observe/json/names.ts';
export { askLinks as listLinks, askLinksIn as listLinksIn } from './observe/links/ask-links.ts';
export { awaitLinkChanges } from './observe/links/link-changes.ts';
export { type AddressJson, isChosen, isOurLink, type LinkJson } from './observe/links/links.ts';
export { type EarlierLook, observe, observeRules, type Scope } from './observe/observe.ts';
export type { RouteJson } from './observe/routes.ts';
export { savedLines } from './observe/rules/saved-lines.ts';
export { readSysctls } from './observe/sysctls.ts';
export { type DefaultGateway, listDefaultGateways, type OperatorPath, operatorPaths } from './operator.ts';
export { type UnderlayReach, underlayReach } from './underlay-reach.ts';
export { type PathTo, SAMPLED_HOST, type Ways, waysByPrefix, waysTo } from './uplink/paths.ts';
export type { Candidate, ChosenBy, DefaultRoute, Reach, Uplink, UplinkChoice } from './uplink/types.ts';
