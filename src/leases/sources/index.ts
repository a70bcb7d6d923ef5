export { fitEntries } from './fit.ts';
export { ownEntry } from './own-entry.ts';
export { podCidrNetConf } from './pod-cidr-net-conf.ts';
export { readNodeSource } from './read.ts';
export { subnetName } from './subnet-key.ts';
export type { CarriedNetConf, RecordSource, SourceEntry, SourceOptions } from './types.ts';
