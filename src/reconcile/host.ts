import type { ApplyContext, Held, Holder, OpenText, Probe, RunResult, Scope } from '../host/index.ts';
import type { Batch, Dependent, HostObject } from '../state/index.ts';

/** What is read of the network and done to it. */
export interface HostNetwork {
  readonly observe: (scope: Scope) => Promise<readonly HostObject[]>;
  /** What others made that can go with something of ours, each after what it depends on. */
  readonly dependents: () => Promise<readonly Dependent[]>;
  /** Runs a batch (`batchesOf`) to its end or to the first step that is refused: an Error says which and why. */
  readonly apply: (batch: Batch, context: ApplyContext) => Promise<void>;
  /** Runs one command of `ip`, whatever becomes of it. */
  readonly ip: (words: readonly string[]) => Promise<RunResult>;
  /** Those who answer, of all that are asked at the same time. */
  readonly answering: (probes: readonly Probe[]) => Promise<readonly Probe[]>;
}

/** Files, by their whole path. What is written is on the disk when the call returns, but for a line that need not be. */
interface HostFiles {
  /** @throws Failure if somebody else could have written it; undefined if it is not there */
  readonly readTrusted: (file: string) => Promise<string | undefined>;
  readonly requireTrustedFolder: (folder: string) => Promise<void>;
  readonly listFolder: (folder: string) => Promise<readonly string[]>;
  /** A file that can be read after its name is gone. */
  readonly openText: (file: string) => Promise<OpenText>;
  readonly append: (file: string, text: string, isDurable: boolean) => Promise<void>;
  /** Makes a file as a whole or not at all; one that is there is EEXIST. */
  readonly createFile: (file: string, content: string, mode: number, tag: string) => Promise<void>;
  /** Puts a file in place as a whole or not at all. */
  readonly writeAtomically: (file: string, content: string, mode: number) => Promise<void>;
  /** The same, and over its own where there is no room for a second one beside it. */
  readonly writeAnyhow: (file: string, content: string, mode: number) => Promise<void>;
  /** Makes a folder for its owner alone, and those above it; gives those that were missing, outermost first. */
  readonly makePrivateFolder: (folder: string) => Promise<readonly string[]>;
  readonly removeFile: (file: string) => Promise<void>;
  readonly removeIfEmpty: (folder: string) => Promise<void>;
  /** Deletes what an interrupted write has left beside a file, or everywhere in a folder. */
  readonly removeTemporary: (file: string, tag?: string) => Promise<void>;
  readonly removeTemporaries: (folder: string) => Promise<void>;
  readonly syncFolder: (folder: string) => Promise<void>;
}

interface HostClock {
  readonly now: () => Date;
  /** Seconds since the machine was started. */
  readonly uptime: () => number;
  readonly sleep: (milliseconds: number, stop?: AbortSignal) => Promise<void>;
}

/** This process, and others by what they do for a transaction or hold. */
export interface HostProcesses {
  readonly pid: number;
  /** Who started this process, as long as that lives. */
  readonly parent: () => number;
  /** Does work during which a signal does not end this process, but makes `stop` say so. */
  readonly interruptible: <T>(work: (stop: AbortSignal) => Promise<T>) => Promise<T>;
  /** From now on signals are ignored: what was done is done. */
  readonly outlastSignals: () => void;
  /** Waits until nothing that a transaction has started runs any more. */
  readonly outlastProcesses: (transaction: string) => Promise<void>;
  /** The longest that one call of a tool may take, in seconds. */
  readonly toolSeconds: () => number;
  readonly kill: (pid: number) => void;
  /** Starts a command of flannelctl that outlives this process and its terminal. */
  readonly startInBackground: (args: readonly string[]) => Promise<void>;
  /** Takes a name of this network namespace for this process alone; undefined if another has it. */
  readonly hold: (name: string, holder: Holder) => Promise<Held | undefined>;
  readonly askHolder: (name: string) => Promise<Holder | undefined>;
}

/** Which kernel this is, and which network namespace of it. */
interface HostKernel {
  readonly bootId: () => Promise<string>;
  readonly networkNamespace: () => Promise<string>;
  /** Where a namespace can be found; undefined if it is gone. */
  readonly placeOfNamespace: (namespace: string) => Promise<string | undefined>;
}

/** The machine as transactions use it: src/host has the real one (`machineAt`), tests have one in memory. */
export interface ReconcileHost {
  /** Put before every file's path. */
  readonly root: string;
  readonly network: HostNetwork;
  readonly files: HostFiles;
  readonly clock: HostClock;
  readonly processes: HostProcesses;
  readonly kernel: HostKernel;
}
