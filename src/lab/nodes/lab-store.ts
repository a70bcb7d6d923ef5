import type { LabNode, Layout } from '../base/layout.ts';
import type { Lab } from '../base/state.ts';

/** What the store of a lab is started with. */
interface StoreStart {
  readonly lab: Lab;
  readonly layout: Layout;
  /** The text of the net-conf. */
  readonly netConf: string;
  /** The path of the flannelctl script. */
  readonly script: string;
  /** The path of a kube-apiserver, for the store that needs one. */
  readonly apiserver?: string;
  readonly signal: AbortSignal;
}

/** A kind of store that the agents of a lab follow, which runs in the switch's namespace. */
export interface LabStore {
  /** Throws a Failure unless this machine has what the store is made of. */
  readonly require: (apiserver: string | undefined) => Promise<void>;
  /** What the switch runs, with its URLs, for people. */
  readonly describe: (layout: Layout) => string;
  /** The URLs. */
  readonly place: (layout: Layout) => string;
  /** Starts it, waits until it answers, and gives it what it has before the first node. */
  readonly start: (start: StoreStart) => Promise<void>;
  /** Makes what there has to be of a node before its agent starts. */
  readonly addNode: (lab: Lab, node: LabNode) => Promise<void>;
  /** Removes what there may be of a node after its reset. @returns what went wrong without harm */
  readonly removeNode: (lab: Lab, node: LabNode) => Promise<readonly string[]>;
  /** The flags of an agent that follows it. */
  readonly agentFlags: (lab: Lab, node: LabNode) => readonly string[];
  /** What is wrong with it; undefined if it answers. */
  readonly problem: (lab: Lab) => Promise<string | undefined>;
}
