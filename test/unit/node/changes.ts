import { desiredState } from '../../../src/backends/index.ts';
import type { LinkName } from '../../../src/net/index.ts';
import { type Change, diff, type HostObject } from '../../../src/state/index.ts';
import { EXAMPLE } from '../../support/example-node.ts';

/** What the example's node has on its host. */
export const OURS = desiredState(EXAMPLE);

/** What it takes to get from one to the other, with all of it ours. */
export const fromTo = (observed: readonly HostObject[], desired: readonly HostObject[]): readonly Change[] =>
  diff(desired, observed, {
    links: new Set(['flannel.1', 'cni0'] as LinkName[]),
    paths: new Set(),
    chains: new Set(),
  }).changes;

/** Our objects, with those of one kind otherwise. */
export const changed = <K extends HostObject['kind']>(
  kind: K,
  change: (object: Extract<HostObject, { kind: K }>) => object,
): HostObject[] =>
  OURS.map((object) =>
    object.kind === kind ? (change(object as Extract<HostObject, { kind: K }>) as HostObject) : object,
  );

/** Our objects but those of some kinds. */
export const without = (...kinds: HostObject['kind'][]): HostObject[] =>
  OURS.filter(({ kind }) => !kinds.includes(kind));
