export { fitEntries } from './fit.ts';
export { ownEntry } from './own-entry.ts';
export { readDocument, readListing, readNodeSource } from './read.ts';
export { isSubnetName, subnetName } from './subnet-name.ts';
export type { CarriedNetConf, NodeSource, RecordSource, SourceEntry, SourceOptions } from './types.ts';
