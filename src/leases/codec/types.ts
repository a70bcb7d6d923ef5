import type { Problem } from '../../errors/index.ts';
import type { FamilyName, NodeName } from '../../net/index.ts';
import type { ParsedSource, Source, SourceNode, TextRange } from '../../text/index.ts';
import type { FamilyRequest } from '../types.ts';

/** A part of a source's text. */
export interface EntryPlace {
  readonly source: Source;
  readonly range: TextRange;
}

/** A node in a record of flannel's or Kubernetes': a node request, and the record's other values. */
export interface SourceEntry {
  readonly name: NodeName;
  readonly ipv4?: FamilyRequest;
  readonly ipv6?: FamilyRequest;
  /** The published type: `''` with udp, alloc and tencent-vpc. Absent: flannel never ran on the node. */
  readonly backendType?: string;
  /** The published value besides its lease data that has to be the same on all nodes. */
  readonly shared?: number;
  /** etcd's revision of the record's last write: of two records the later one is in use. */
  readonly revision?: number;
  /**
   * When the record was first written, by the measure of its store: etcd's revision, milliseconds since 1970 in Kubernetes.
   * Of two records with the same lease data the older one is in use.
   */
  readonly created?: number;
  /** The problems for which families can't be used. They don't matter in a network without the family. */
  readonly faults?: Readonly<Partial<Record<FamilyName, Problem>>>;
  readonly place: EntryPlace;
}

/** A net-conf among leases. Without a root it can't be read, and the problems say why. */
export interface CarriedNetConf {
  readonly source: Source;
  readonly root?: SourceNode;
  readonly problems: readonly Problem[];
}

/** A node list or a plan, not yet checked; a document of unknown form is read as a node list. */
interface OwnSource<Form extends string> {
  readonly form: Form;
  readonly parsed: ParsedSource;
}

/** Records of flannel or Kubernetes. */
export interface RecordSource {
  readonly form: 'kubernetes' | 'etcd';
  readonly netConf?: CarriedNetConf;
  /** The readable records. */
  readonly entries: readonly SourceEntry[];
  /** The problems of unreadable records, each with its name and place, and of the listing as a whole. */
  readonly problems: readonly Problem[];
}

/** A list of nodes in any form. */
export type NodeSource = OwnSource<'list'> | OwnSource<'plan'> | RecordSource;

export interface SourceOptions {
  /** The value of flanneld's `--kube-annotation-prefix`. */
  readonly annotationPrefix?: string;
  /** Whether a record that can't be read is an error. */
  readonly strict?: boolean;
}

/** A Node object of Kubernetes that has a name. */
export interface KubernetesNode {
  readonly name: NodeName;
  /** Its name in messages. */
  readonly called: string;
  readonly item: SourceNode;
  readonly place: EntryPlace;
}
