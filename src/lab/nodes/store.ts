import type { Lab } from '../base/state.ts';
import { etcd } from './etcd.ts';
import { kubernetes } from './kubernetes/store.ts';
import type { LabStore } from './lab-store.ts';

/** The kinds of store, as --store names them. */
const STORES: Readonly<Record<NonNullable<Lab['store']>, LabStore>> = { etcd, kubernetes };

/** A kind of store by its name; undefined for a lab without. */
export const labStore = <T extends Lab['store']>(
  kind: T,
): T extends undefined ? LabStore | undefined : LabStore =>
  (kind === undefined ? undefined : STORES[kind]) as never;
