export { apply, StepFailure } from './apply.ts';
export { runAttached, spawnWithChannel } from './attached.ts';
export { commandText } from './command-text.ts';
export {
  bootId,
  type KernelFacts,
  kernelFacts,
  listLinks,
  listRoutes,
  processesHere,
  rehearseKernel,
  ruleTools,
  toolVersions,
  udpPorts,
} from './facts.ts';
export {
  listFolder,
  makeFolders,
  readText,
  removeFile,
  removeIfEmpty,
  writeAtomically,
  writeFileDeep,
} from './files.ts';
export { inputName, readInput, STDIN } from './input.ts';
export { observe, type RuleTools, type Scope } from './observe/observe.ts';
export { readDestination } from './observe/routing.ts';
export { readSysctls } from './observe/sysctls.ts';
export { type RunOptions, type RunResult, run, runOk } from './run.ts';
export { findUplink, type Uplink } from './uplink.ts';
