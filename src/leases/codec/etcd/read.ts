import { parseSubnetKey } from '../../../flannel/index.ts';
import {
  fieldOf,
  parseEmbedded,
  problemAt,
  quote,
  type Source,
  type SourceNode,
} from '../../../text/index.ts';
import { readLease, type WrittenFamily } from '../lease.ts';
import { makeRefusals, problemOf, type Refusals } from '../refusals.ts';
import { subnetName } from '../subnet-name.ts';
import type { CarriedNetConf, RecordSource, SourceEntry, SourceOptions } from '../types.ts';
import { oneNetwork } from './network.ts';
import type { EtcdRecord } from './record.ts';

/** Reads the leases that flannel keeps in etcd, and the net-conf beside them (flannel-facts 3.1, 3.2). */
export function readEtcd(
  records: readonly EtcdRecord[],
  source: Source,
  { strict }: SourceOptions,
): RecordSource {
  const refusals = makeRefusals(strict);
  const { config, leases, problems } = oneNetwork(records, source);
  for (const { key, at } of records)
    if (key === '') refusals.refuse(at, "a record of etcd's has no key that can be read");
  const entries = leases.flatMap(({ key, record }) => readRecord(key, record, refusals) ?? []);
  return {
    form: 'etcd',
    ...(config && { netConf: readNetConf(config) }),
    entries,
    problems: [...problems, ...refusals.problems],
  };
}

/** A net-conf's problems matter only if it is used. */
function readNetConf({ at, value }: EtcdRecord): CarriedNetConf {
  if (value !== undefined) return { source: value.source, ...parseEmbedded(value.source, value.node) };
  const { source, range } = at;
  const message = 'the net-conf in etcd has no value that can be read';
  return { source, problems: [problemAt(source, range, 'error', message)] };
}

/** Reads the lease of a record whose key has the given part behind `subnets/`. */
export function readRecord(
  key: string,
  { at, value, revision, created }: EtcdRecord,
  refusals: Refusals,
): SourceEntry | undefined {
  const called = `lease ${quote(key)}`;
  const subnets = parseSubnetKey(key);
  const subnet = subnets?.ipv4 ?? subnets?.ipv6;
  if (subnets === undefined || subnet === undefined)
    return refusals.refuse(at, `${called}: its key names no subnet`, 'One that does is 10.244.1.0-24.');
  if (value === undefined) return refusals.refuse(at, `${called} has no value that can be read`);
  const { root, problems } = parseEmbedded(value.source, value.node);
  const [fault] = problems;
  if (fault !== undefined) return refusals.refuseFor(problemOf(fault, called));
  if (root === undefined) return refusals.refuse(at, `${called} has no value that can be read`);
  const wrong = findWrongType(root);
  if (wrong !== undefined)
    return refusals.refuse({ source: value.source, range: wrong.node }, `${called}: ${wrong.message}`);
  const family = (publicKey: string, dataKey: string): WrittenFamily => {
    const data = fieldOf(root, dataKey);
    const publicIP = textField(root, publicKey);
    return { ...(publicIP && { publicIP }), ...(data && { data }) };
  };
  const lease = {
    name: subnetName(subnet),
    called,
    place: at,
    source: value.source,
    backendType: textField(root, 'BackendType')?.text ?? '',
    ipv4: { ...family('PublicIP', 'BackendData'), ...(subnets.ipv4 && { subnet: subnets.ipv4 }) },
    ipv6: { ...family('PublicIPv6', 'BackendV6Data'), ...(subnets.ipv6 && { subnet: subnets.ipv6 }) },
  };
  const entry = readLease(lease, refusals);
  return (
    entry && {
      ...entry,
      ...(revision !== undefined && { revision }),
      ...(created !== undefined && { created }),
    }
  );
}

/** Go rejects a value in which one field has the wrong type; null is wrong only for PublicIP (flannel-facts 3.1). */
function findWrongType(
  root: SourceNode,
): { readonly node: SourceNode; readonly message: string } | undefined {
  if (root.kind !== 'object') return { node: root, message: 'its value is not an object' };
  for (const key of ['PublicIP', 'PublicIPv6', 'BackendType']) {
    const node = fieldOf(root, key);
    const value = node?.kind === 'scalar' ? node.value : undefined;
    const isRight = node === undefined || typeof value === 'string' || (value === null && key !== 'PublicIP');
    if (!isRight) return { node, message: `${key} is not text` };
  }
  return undefined;
}

function textField(root: SourceNode, key: string): WrittenFamily['publicIP'] {
  const node = fieldOf(root, key);
  return node?.kind === 'scalar' && typeof node.value === 'string' ? { text: node.value, node } : undefined;
}
