import type { Problem } from '../../errors/index.ts';
import type { FamilyName, NodeName } from '../../net/index.ts';
import type { ParsedSource, Source, SourceNode, TextRange } from '../../text/index.ts';
import type { FamilyRequest } from '../types.ts';

/** A stretch of a source's text. */
export interface EntryPlace {
  readonly source: Source;
  readonly range: TextRange;
}

/** A node as a record of flannel's or Kubernetes' has it: a node request, and what else the record says. */
export interface SourceEntry {
  readonly name: NodeName;
  readonly ipv4?: FamilyRequest;
  readonly ipv6?: FamilyRequest;
  /** As flannel publishes it: `''` with udp, alloc and tencent-vpc. Absent: flannel never ran on the node. */
  readonly backendType?: string;
  /** The value that it publishes beside its lease data, and that all nodes must have alike. */
  readonly shared?: number;
  /** The revision of etcd's that the record was last written in: of two, the one written later is the live one. */
  readonly revision?: number;
  /** Why a family can't be used. A network that does not have the family never reads what is wrong with it. */
  readonly faults?: Readonly<Partial<Record<FamilyName, Problem>>>;
  readonly place: EntryPlace;
}

/** A net-conf found among leases. Without a root it can't be read, and the problems say why. */
export interface CarriedNetConf {
  readonly source: Source;
  readonly root?: SourceNode;
  readonly problems: readonly Problem[];
}

/** A node list or a plan of flannelctl's own, not yet checked; what is nothing known is taken for a node list. */
interface OwnSource<Form extends string> {
  readonly form: Form;
  readonly parsed: ParsedSource;
}

/** Records that flannel or Kubernetes keeps. */
export interface RecordSource {
  readonly form: 'kubernetes' | 'etcd';
  readonly netConf?: CarriedNetConf;
  /** Those that could be read. */
  readonly entries: readonly SourceEntry[];
  /** The records that could not, each by its name and place; and what is wrong with the listing as a whole. */
  readonly problems: readonly Problem[];
}

/** What a list of nodes says, whatever its form. */
export type NodeSource = OwnSource<'list'> | OwnSource<'plan'> | RecordSource;

export interface SourceOptions {
  /** The prefix of flannel's annotations, as flanneld's `--kube-annotation-prefix` takes it. */
  readonly annotationPrefix?: string;
  /** Whether a record that can't be read is an error. */
  readonly strict?: boolean;
}

/** A Node object of Kubernetes that has a name. */
export interface KubernetesNode {
  readonly name: NodeName;
  /** What to call it in messages. */
  readonly called: string;
  readonly item: SourceNode;
  readonly place: EntryPlace;
}
