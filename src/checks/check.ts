import type { BackendInput } from '../backends/index.ts';
import type { NetConf } from '../config/index.ts';
import type { ExitName } from '../errors/index.ts';
import type { Fact, FlannelProcess, Uplink, Ways } from '../host/index.ts';
import type { NodeName } from '../net/index.ts';
import type { Diff, HostObject } from '../state/index.ts';

/** How a finding is mended, where flannelctl can do it. */
interface Fix {
  /**
   * `safe`: can be repeated and rolled back, and costs no traffic. `ask`: costs a short loss, touches what another
   * program made, or opens something (faults, column Auto).
   */
  readonly safety: 'safe' | 'ask';
  /** The objects as they have to be; absent where the node's own configuration says it. */
  readonly objects?: readonly HostObject[];
}

/** What a finding says beyond its message. */
interface Details {
  /** What was read, a line each: the command or the file, and the words in it that count. */
  readonly evidence?: readonly string[];
  /** What it means for traffic, and for whom. */
  readonly impact?: string;
  /** Absent where only a person, or another host, can mend it. */
  readonly fix?: Fix;
  /** The checks whose finding is the cause of this one, if they find something. */
  readonly follows?: readonly string[];
}

/** What a check found wrong, and what to do about it. */
export interface Finding extends Details {
  readonly message: string;
  /** What the operator does about it. */
  readonly hint: string;
  /** `error`: a change is refused. */
  readonly severity: 'error' | 'warning';
  /** `outage`: packets between pods are lost as the host is, also where a change is not refused. */
  readonly effect?: 'outage';
}

/** A finding with the name of its check. */
export interface NamedFinding extends Finding {
  readonly check: string;
  /** The peer that it was found on; absent: this node. */
  readonly on?: NodeName;
}

/**
 * A finding for which a change is refused.
 * @param hint what the operator does about it
 */
export const error = (message: string, hint: string, details: Details = {}): Finding => ({
  message,
  hint,
  severity: 'error',
  ...details,
});

/** A finding for which no change is refused. */
export const warning = (message: string, hint: string, details: Details = {}): Finding => ({
  message,
  hint,
  severity: 'warning',
  ...details,
});

/** A finding for which no change is refused, though packets between pods are lost. */
export const outage = (message: string, hint: string, details: Details = {}): Finding => ({
  ...warning(message, hint, details),
  effect: 'outage',
});

/**
 * When a check counts: before a change, also where a node is only brought back at boot, and in its status. A diagnosis
 * runs every check.
 */
type Occasion = 'preflight' | 'boot' | 'status';

/** The exit status a failure of a check ends with. */
type CheckExit = Extract<ExitName, 'preflight' | 'permission' | 'unavailable'>;

type Needs = Readonly<Record<string, Fact<unknown>>>;

/** The values of facts, by the names that a check has for them. */
type ValuesOf<N extends Needs> = { readonly [K in keyof N]: N[K] extends Fact<infer T> ? T : never };

/** One check of a host. Its name is what `--ignore-preflight-errors` takes. */
export interface Check<Subject> {
  readonly name: string;
  /** Absent where no change is refused for it. */
  readonly exit?: CheckExit;
  readonly when: readonly Occasion[];
  /** The facts it has to be told. */
  readonly needs: (subject: Subject) => Needs;
  /** Pure: the same of the same facts, whatever host they are of. */
  readonly run: (subject: Subject, facts: Readonly<Record<string, unknown>>) => readonly Finding[];
}

interface TypedCheck<Subject, N extends Needs> extends Omit<Check<Subject>, 'needs' | 'run'> {
  readonly needs: (subject: Subject) => N;
  readonly run: (subject: Subject, facts: ValuesOf<N>) => readonly Finding[];
}

/** Checks of the ground that everything else, even looking, stands on. */
export type GroundCheck = Check<undefined>;

/** A check of the ground, of which `run` is given the values of exactly the facts that it needs. */
export const groundCheck = <N extends Needs>(check: TypedCheck<undefined, N>): GroundCheck =>
  // Sound because whoever runs a check gives it the values of what it needs.
  check as unknown as GroundCheck;

/** A node as it is to be, beside how its host is. */
export interface CheckedNode {
  /** Put before every file's path. */
  readonly root: string;
  readonly name: NodeName;
  readonly netConf: NetConf;
  readonly network: BackendInput;
  readonly uplink: Uplink;
  /** How the kernel sends to each peer's public IP, and to pods of some. */
  readonly ways: Ways;
  /** Whether systemd is to bring the network back at boot. */
  readonly enableService: boolean;
  /** Whether it was set up before. */
  readonly isSetUp: boolean;
  /** Set where flanneld built it, not flannelctl. */
  readonly flannel?: { readonly process: FlannelProcess | undefined };
  readonly observed: readonly HostObject[];
  readonly diff: Diff;
}

/** Checks of a host against what is to be built on it. */
export interface NodeCheck extends Check<CheckedNode> {
  /** What somebody sees where it finds something: a line of docs/troubleshooting.md. */
  readonly symptom: string;
}

/** A check of a node, of which `run` is given the values of exactly the facts that it needs. */
export const nodeCheck = <N extends Needs>(
  check: TypedCheck<CheckedNode, N> & Pick<NodeCheck, 'symptom'>,
): NodeCheck => check as unknown as NodeCheck;
