import type { LinkName } from '../net/index.ts';
import type { HostObject } from '../state/index.ts';
import type { BackendInput, BuiltBackend, FamilyInput } from './input.ts';

/** What one of flannel's backends is: the same few pure functions for each. */
export interface Backend<T extends BuiltBackend = BuiltBackend> {
  /** The largest packet of a pod that its way to peers of a family carries, in bytes. */
  mtu(input: BackendInput, backend: T, family: FamilyInput): number;
  /** What it puts around a packet for a peer of a family, in bytes. Absent: the way to peers is somebody else's. */
  readonly overhead?: Readonly<Record<FamilyInput['name'], number>>;
  /** What leads to the peers of a family, and what that takes. */
  objects(input: BackendInput, backend: T, family: FamilyInput): HostObject[];
  /** The overlay link of a family, if the backend has one. */
  link?(backend: T, family: FamilyInput['name']): LinkName;
  /** In a few words, as `ip -d link` spells its parts. */
  text(backend: T): string;
}
