import { type CheckedNode, repairOf } from '../../../checks/index.ts';
import { dataText } from '../../../leases/index.ts';
import type { FamilyName } from '../../../net/index.ts';
import { peerLine } from '../../../node/index.ts';
import { shellWord } from '../../../words/index.ts';
import { OF_LINK, observedOverlay, onNode, type Pair } from './pair.ts';

/** What the node's list has to have of another, as it is typed there. */
export function listHint(lister: CheckedNode, listed: CheckedNode): string {
  if (lister.flannel !== undefined) return onNode(lister, repairOf(lister));
  const families = listed.network.families.map(({ name, own }) => [name, own] as const);
  const node = { name: listed.name, ...Object.fromEntries(families) };
  return onNode(lister, repairOf(lister, '--peer', shellWord(peerLine(node, lister.network.backend))));
}

/** What one node's list has of another, beside how that one is. */
export function listPairs(lister: CheckedNode, listed: CheckedNode, family: FamilyName): Pair[] {
  const entry = lister.network.peers.find(({ name }) => name === listed.name)?.[family];
  const own = listed.network.families.find(({ name }) => name === family)?.own;
  if (entry === undefined || own === undefined) return [];
  const { backend } = lister.network;
  const pairOf = (what: string, here: string | undefined, there: string | undefined): Pair => ({
    message: `${lister.name} has ${here} on its list as the ${what} of ${listed.name}, which has ${there}`,
    here,
    there,
    loses: 'all',
    hint: listHint(lister, listed),
  });
  const [listedMac, ownMac, mac] = [
    dataText(backend, entry),
    dataText(backend, own),
    observedOverlay(listed, family)?.mac,
  ];
  const strayed: Partial<Pair> =
    listedMac === ownMac
      ? { hint: onNode(listed, repairOf(listed)), follows: { node: listed, checks: OF_LINK } }
      : {};
  return [
    pairOf('subnet', entry.subnet, own.subnet),
    pairOf('public IP', entry.publicIP, own.publicIP),
    ...(mac === undefined ? [] : [{ ...pairOf('VTEP MAC', listedMac, mac), ...strayed }]),
  ];
}
