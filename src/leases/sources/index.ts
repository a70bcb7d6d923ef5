export { isSubnetName, subnetName } from '../codec/subnet-name.ts';
export type { CarriedNetConf, NodeSource, RecordSource, SourceEntry, SourceOptions } from '../codec/types.ts';
export { familyFaults } from './family-faults.ts';
export { fitEntries, fitRecord } from './fit.ts';
export { ownEntry } from './own-entry.ts';
export { readDocument, readListing, readNodeSource } from './read.ts';
export { type ClaimedLengths, claimKeys, rivalOfOwn, rivalsAmong } from './uniqueness.ts';
