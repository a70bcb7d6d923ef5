import { type CheckedNode, repairOf } from '../../../checks/index.ts';
import type { FamilyName, LinkName } from '../../../net/index.ts';
import type { Link } from '../../../state/index.ts';
import { alikeHint, OF_LINK, observedOverlay, onNode, type Pair } from './pair.ts';

const vxlanOf = (link: Link | undefined) => (link?.spec.type === 'vxlan' ? link.spec : undefined);

/** A value that links have to have alike. */
interface LinkValue {
  readonly what: string;
  /** The field of a difference that has it. */
  readonly field: string;
  readonly of: (link: Link | undefined) => number | undefined;
  readonly loses: Pair['loses'];
}

const LINK_VALUES: readonly LinkValue[] = [
  { what: 'VNI', field: 'id', of: (link) => vxlanOf(link)?.vni, loses: 'all' },
  { what: 'UDP port', field: 'dstport', of: (link) => vxlanOf(link)?.port, loses: 'all' },
  { what: 'MTU', field: 'mtu', of: (link) => link?.mtu, loses: 'large' },
];

/** Whether a link has another value than its own node's configuration: that node is the one to mend. */
const strays = ({ diff }: CheckedNode, name: LinkName | undefined, wanted: string): boolean =>
  diff.changes.some(
    (change) =>
      'to' in change &&
      change.to.kind === 'link' &&
      change.to.name === name &&
      (change.action === 'conflict' ||
        ('fields' in change && change.fields.some(({ field }) => field === wanted))),
  );

/** What the overlay links of both have to have alike. */
export function linkPairs(self: CheckedNode, peer: CheckedNode, family: FamilyName): Pair[] {
  const links = [self, peer].map((node) => ({ node, link: observedOverlay(node, family) }));
  return LINK_VALUES.map(({ what, field, of, loses }) => {
    const [here, there] = links.map(({ link }) => of(link));
    const strayed = links.find(({ node, link }) => strays(node, link?.name, field))?.node;
    const values = links.map(({ node, link }) => `${of(link)} on ${node.name} (${link?.name})`);
    return {
      message: `the ${what} of the overlay links differs: ${values.join(', ')}`,
      here,
      there,
      loses,
      hint: strayed === undefined ? alikeHint(self, peer) : onNode(strayed, repairOf(strayed)),
      ...(strayed === undefined ? {} : { follows: { node: strayed, checks: OF_LINK } }),
    };
  });
}
