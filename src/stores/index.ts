export type { EtcdOptions } from './etcd/access/options.ts';
export { etcdStore } from './etcd/etcd-store.ts';
export { fileStore } from './file/store.ts';
export type { KubernetesOptions } from './kubernetes/options.ts';
export { kubernetesStore } from './kubernetes/store.ts';
export {
  type Listing,
  type OwnLease,
  type Published,
  type RecordDetail,
  StaleRevision,
  type Store,
  type StoredLease,
  type StoreEvent,
} from './store.ts';
