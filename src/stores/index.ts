export { type FileStoreOptions, fileStore } from './file/store.ts';
export {
  type Listing,
  type OwnLease,
  type Published,
  StaleRevision,
  type Store,
  type StoredLease,
  type StoreEvent,
} from './store.ts';
