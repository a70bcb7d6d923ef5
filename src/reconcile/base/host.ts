import type {
  ApplyContext,
  EarlierLook,
  Held,
  Holder,
  Invocation,
  OpenText,
  Probe,
  RunResult,
  Scope,
} from '../../host/index.ts';
import type { Batch, Dependent, HostObject, PeerObject } from '../../state/index.ts';

/** The network of a host: what is read of it and done to it. */
export interface HostNetwork {
  readonly observe: (
    scope: Scope,
    expected: readonly HostObject[],
    earlier?: EarlierLook,
  ) => Promise<readonly HostObject[]>;
  /** Observes objects of peers by their keys; undefined for each that does not exist. */
  readonly lookUp: (objects: readonly PeerObject[]) => Promise<readonly (PeerObject | undefined)[]>;
  /** Foreign objects that can be deleted with ours, each after the one that it depends on. */
  readonly dependents: () => Promise<readonly Dependent[]>;
  /** Runs a batch (`batchesOf`) to its end or to the first step that is refused: an Error says which and why. */
  readonly apply: (batch: Batch, context: ApplyContext) => Promise<void>;
  /** Runs one `ip` command and ignores its failure. */
  readonly ip: (words: readonly string[]) => Promise<RunResult>;
  /** The addresses that answer, of all that are probed at the same time. */
  readonly answering: (probes: readonly Probe[]) => Promise<readonly Probe[]>;
}

/** Files, by their absolute path. Writes are on the disk when the call returns, except for a line that need not be. */
interface HostFiles {
  /** @returns undefined if it is missing @throws Failure if another user could have written it */
  readonly readTrusted: (file: string) => Promise<string | undefined>;
  readonly requireTrustedFolder: (folder: string) => Promise<void>;
  readonly listFolder: (folder: string) => Promise<readonly string[]>;
  /** An open file, which can be read after its name was deleted. */
  readonly openText: (file: string) => Promise<OpenText>;
  readonly append: (file: string, text: string, isDurable: boolean) => Promise<void>;
  /** Creates a file atomically; EEXIST if it exists. */
  readonly createFile: (file: string, content: string, mode: number, tag: string) => Promise<void>;
  /** Creates or replaces a file atomically. */
  readonly writeAtomically: (file: string, content: string, mode: number) => Promise<void>;
  /** The same, and overwrites the file in place if the disk has no room for a temporary file. */
  readonly writeOrOverwrite: (file: string, content: string, mode: number) => Promise<void>;
  /** Creates a folder (mode 0700) and those above it. @returns the folders that were missing, outermost first */
  readonly makePrivateFolder: (folder: string) => Promise<readonly string[]>;
  readonly removeFile: (file: string) => Promise<void>;
  readonly removeIfEmpty: (folder: string) => Promise<void>;
  /** Deletes the temporary files of an interrupted write, beside a file or in a folder. */
  readonly removeTemporary: (file: string, tag?: string) => Promise<void>;
  readonly removeTemporaries: (folder: string) => Promise<void>;
  readonly syncFolder: (folder: string) => Promise<void>;
}

interface HostClock {
  readonly now: () => Date;
  /** Uptime in seconds. */
  readonly uptime: () => number;
  readonly sleep: (milliseconds: number, stop?: AbortSignal) => Promise<void>;
}

/** This process, and those that run for a transaction or hold its lock. */
export interface HostProcesses {
  readonly pid: number;
  /** The command line of this process and who runs it. */
  readonly invocation: () => Promise<Invocation>;
  /** The parent of this process, while that is alive. */
  readonly parent: () => number;
  /** Does work during which a signal sets `stop` and does not end this process. */
  readonly interruptible: <T>(work: (stop: AbortSignal) => Promise<T>) => Promise<T>;
  /** Ignores signals from now on. */
  readonly ignoreSignals: () => void;
  /** Waits until no process of a transaction runs any more. */
  readonly awaitProcesses: (transaction: string) => Promise<void>;
  /** The timeout of one tool call, in seconds. */
  readonly toolSeconds: () => number;
  readonly kill: (pid: number) => void;
  /** Starts a flannelctl command that outlives this process and its terminal. */
  readonly startInBackground: (args: readonly string[]) => Promise<void>;
  /** Takes a lock of this network namespace; undefined if another process holds it. */
  readonly hold: (
    name: string,
    holder: Holder,
    beforeAnswer?: () => Promise<void>,
  ) => Promise<Held | undefined>;
  readonly askHolder: (name: string) => Promise<Holder | undefined>;
}

/** The boot and the network namespace that this process runs in. */
interface HostKernel {
  readonly bootId: () => Promise<string>;
  readonly networkNamespace: () => Promise<string>;
  /** The path of a namespace; undefined if it is gone. */
  readonly placeOfNamespace: (namespace: string) => Promise<string | undefined>;
}

/** The machine as transactions use it: src/host has the real one (`machineAt`), tests have one in memory. */
export interface ReconcileHost {
  /** The folder that every path is below. */
  readonly root: string;
  readonly network: HostNetwork;
  readonly files: HostFiles;
  readonly clock: HostClock;
  readonly processes: HostProcesses;
  readonly kernel: HostKernel;
  /** Writes a line to the system's log, if there is one. Never waits and never fails. */
  readonly log: (line: string) => void;
}
