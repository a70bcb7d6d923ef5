import type { Problem, Severity } from '../../../errors/index.ts';
import { ETCD_PREFIX, etcdKeyParts } from '../../../flannel/index.ts';
import { problemAt, quote, type Source } from '../../../text/index.ts';
import type { EtcdRecord } from './record.ts';

/** The records of one network: those below one prefix, as flanneld's `--etcd-prefix` names it. */
interface NetworkRecords {
  readonly config?: EtcdRecord;
  /** The leases, with the part of the key after `subnets/`. */
  readonly leases: readonly { readonly key: string; readonly record: EtcdRecord }[];
  /** The problems of the listing as a whole. */
  readonly problems: readonly Problem[];
}

/** Selects the records of flannel's network in a listing, which may be of all of etcd. */
export function oneNetwork(records: readonly EtcdRecord[], source: Source): NetworkRecords {
  const found = records.flatMap((record) => {
    const parts = etcdKeyParts(record.key);
    return parts === undefined ? [] : [{ prefix: parts.prefix, key: parts.lease, record }];
  });
  const withLeases = found.filter(({ key }) => key !== undefined);
  const prefixes = [...new Set((withLeases.length > 0 ? withLeases : found).map(({ prefix }) => prefix))];
  const [prefix] = prefixes;
  if (prefix === undefined || prefixes.length > 1)
    return {
      leases: [],
      problems: [prefix === undefined ? noNetwork(source) : manyNetworks(source, prefixes)],
    };
  const own = found.filter((one) => one.prefix === prefix);
  const config = own.find(({ key }) => key === undefined)?.record;
  const leases = own.flatMap(({ key, record }) => (key === undefined ? [] : [{ key, record }]));
  if (records.every(({ value }) => value === undefined))
    return { leases: [], problems: [said(source, 'error', KEYS_ONLY, 'Leave out --keys-only.')] };
  return { ...(config && { config }), leases, problems: [] };
}

const KEYS_ONLY = 'etcdctl printed keys without their values';

const said = (source: Source, severity: Severity, message: string, hint: string): Problem =>
  problemAt(source, { start: 0, end: 0 }, severity, message, hint);

const noNetwork = (source: Source): Problem =>
  said(
    source,
    'error',
    'there is no network of flannel in this listing of etcd',
    `List what is below the prefix that flanneld has in --etcd-prefix: etcdctl get --prefix ${ETCD_PREFIX}`,
  );

function manyNetworks(source: Source, prefixes: readonly string[]): Problem {
  const names = prefixes.map(quote).join(' and ');
  const message = `there are leases of ${prefixes.length} networks in this listing of etcd: ${names}`;
  return said(source, 'error', message, `List one of them: etcdctl get --prefix ${prefixes[0]}`);
}
