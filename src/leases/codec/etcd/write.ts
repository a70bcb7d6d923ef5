import { publishedType } from '../../../backends/index.ts';
import type { NetConf } from '../../../config/index.ts';
import { ETCD_PREFIX, leaseKey, type NodeFamily, type PlanNode } from '../../../flannel/index.ts';
import { backendData } from '../backend-data.ts';

/** A key of etcd's with its value. */
interface EtcdPair {
  readonly key: string;
  readonly value: string;
}

/**
 * The lease of a node as flanneld writes it into etcd, byte for byte (flannel-facts 3.1, 3.2). It has only the
 * families of the net-conf, and always the backend data: flanneld stalls on a record without it, and for good on one
 * with an extra family. Undefined if a node lacks IPv4 in a network that has it: flanneld would take its subnet for
 * 0.0.0.0/0.
 */
export function leaseRecord(
  { ipv4, ipv6 }: PlanNode,
  netConf: NetConf,
  prefix: string = ETCD_PREFIX,
): EtcdPair | undefined {
  const own = { ...(netConf.ipv4 && ipv4 && { ipv4 }), ...(netConf.ipv6 && ipv6 && { ipv6 }) };
  const isNone = own.ipv4 === undefined && (netConf.ipv4 !== undefined || own.ipv6 === undefined);
  if (isNone) return undefined;
  const { backend } = netConf;
  const type = publishedType(backend.type);
  const dataOf = (family: NodeFamily | undefined) => family && backendData(family, backend);
  // JSON leaves out undefined values, as Go's `omitempty` does.
  const value = {
    PublicIP: own.ipv4?.publicIP ?? '0.0.0.0',
    PublicIPv6: own.ipv6?.publicIP ?? null,
    BackendType: type === '' ? undefined : type,
    BackendData: dataOf(own.ipv4),
    BackendV6Data: dataOf(own.ipv6),
  };
  return {
    key: leaseKey(prefix, {
      ...(own.ipv4 && { ipv4: own.ipv4.subnet }),
      ...(own.ipv6 && { ipv6: own.ipv6.subnet }),
    }),
    value: JSON.stringify(value),
  };
}
