import { overlayLink } from '../../../backends/index.ts';
import { type CheckedNode, repairOf } from '../../../checks/index.ts';
import type { FamilyName } from '../../../net/index.ts';
import type { Link } from '../../../state/index.ts';

/** A value that has to be the same on both. */
export interface Pair {
  /** What is found where it differs. */
  readonly message: string;
  readonly here: string | number | undefined;
  readonly there: string | number | undefined;
  /** `large`: only large packets are lost. */
  readonly loses: 'all' | 'large';
  readonly hint: string;
  /** The node whose own finding of these checks explains it, if there is one. */
  readonly follows?: { readonly node: CheckedNode; readonly checks: readonly string[] };
}

/** The overlay link of a node as it is. */
export const observedOverlay = ({ network, observed }: CheckedNode, family: FamilyName): Link | undefined =>
  observed.find(
    (object): object is Link =>
      object.kind === 'link' && object.name === overlayLink(network.backend, family),
  );

/** The checks that find a link to be other than its node's configuration has it. */
export const OF_LINK = ['OverlayLink', 'ForeignObjects'];

/** What is to be done on one of both. */
export const onNode = ({ name }: CheckedNode, what: string): string => `On ${name}: ${what}`;

/** Nothing tells which of both is right. */
export const alikeHint = (self: CheckedNode, peer: CheckedNode): string =>
  `Set both alike, with the same net-conf and the same list of nodes: on ${self.name}: ${repairOf(self)}; on ${peer.name}: ${repairOf(peer)}`;
