import type { Store } from '../store.ts';

import { type EtcdOptions, etcdAccess } from './access/options.ts';
import { makeClient } from './client/client.ts';
import { clusterDoubts } from './records/clusters.ts';
import { examineRecords } from './records/examine.ts';
import { listRecords, readConfig } from './records/list.ts';
import { recordReader } from './records/record-reader.ts';
import { type OwnGrants, publishRecord, removeRecord, renewRecord } from './records/write.ts';
import { watchRecords } from './watch/watch.ts';

/**
 * flannel's store in etcd 3.4 or later, by the JSON gateway that every member has. Throws a Failure `invalidConfig` if
 * the options are wrong; connects only when it is asked something.
 */
export function etcdStore(options: EtcdOptions): Store {
  const access = etcdAccess(options);
  const client = makeClient(access);
  const grants: OwnGrants = new Map();
  const reader = recordReader(access.keys);
  return {
    name: `etcd at ${access.endpoints.join(', ')}`,
    config: async (stop) => readConfig(client, stop),
    list: async (stop) => listRecords(client, reader, stop),
    examine: async (stop) => examineRecords(client, stop),
    doubts: async (stop) => clusterDoubts(client, stop),
    watch: (revision, stop) => watchRecords(client, revision, stop),
    publish: async (own, stop, listed) => publishRecord(client, { grants, own, listed }, stop),
    renew: async (own, stop) => renewRecord(client, grants, own, stop),
    withdraw: async (key, stop) => removeRecord(client, grants, key, stop),
    close: async () => client.close(),
  };
}
