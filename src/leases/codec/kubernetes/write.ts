import { type BackendConfig, carriesIPv6, leaseRules, publishedType } from '../../../backends/index.ts';
import type { NetConf } from '../../../config/index.ts';
import { ANNOTATION_PREFIX, ANNOTATIONS, annotationBase, type PlanNode } from '../../../flannel/index.ts';
import type { Address, FamilyName } from '../../../net/index.ts';
import { backendData } from '../backend-data.ts';

interface AnnotationOptions {
  /** The value of flanneld's `--kube-annotation-prefix`, checked before. */
  readonly prefix?: string;
  /** Addresses to publish instead of the node's own (flannel-facts 4.2). */
  readonly overwrite?: { readonly [F in FamilyName]?: Address };
}

/**
 * The annotations of a node as flanneld writes them (flannel-facts 4.3): its lease without the subnet, which is the
 * node's podCIDR. Only families of the net-conf are in it; one that the node lacks is left out, or has the value that
 * flanneld writes for it.
 */
export function nodeAnnotations(
  node: PlanNode,
  netConf: NetConf,
  { prefix = ANNOTATION_PREFIX, overwrite = {} }: AnnotationOptions = {},
): Readonly<Record<string, string>> {
  const read = annotationBase(prefix);
  if ('refused' in read) throw new Error(read.refused);
  const { base } = read;
  const { backend } = netConf;
  const group = (family: FamilyName, isWanted: boolean, none?: string): [string, string][] => {
    const own = netConf[family] && node[family];
    const data = own && backendData(own, backend);
    const publicIP = own === undefined ? none : (overwrite[family] ?? own.publicIP);
    if (!isWanted || publicIP === undefined || (data === undefined && publishesData(backend))) return [];
    return [
      [base + ANNOTATIONS[family].backendData, JSON.stringify(data ?? null)],
      [base + ANNOTATIONS[family].publicIP, publicIP],
    ];
  };
  const entries: [string, string][] = [
    [base + ANNOTATIONS.backendType, publishedType(backend.type)],
    [base + ANNOTATIONS.managed, 'true'],
    ...group('ipv4', true, '0.0.0.0'),
    ...group('ipv6', carriesIPv6(backend.type)),
  ];
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

const publishesData = ({ type }: BackendConfig): boolean => leaseRules(type) !== undefined;
