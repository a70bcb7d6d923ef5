import { shellCommand } from '../../words/index.ts';
import type { CheckedNode, Finding } from '../check.ts';
import { repairOf } from '../repair.ts';
import { byNextPod } from './by-next-pod.ts';
import { BRIDGE_LINK, OVERLAY_LINK } from './causes.ts';
import { type Difference, differencesIn, fieldChangeOf, isMissing } from './differences.ts';
import { driftCheck, driftFinding } from './drift-finding.ts';

/** The fields of a link that no packet depends on. */
const HARMLESS: ReadonlySet<string> = new Set(['group', 'alias', 'txqueuelen', 'learning']);

const fieldNames = (difference: Difference): string[] =>
  difference.action === 'create' ? [] : difference.fields.map(({ field }) => field);

const isHarmless = (difference: Difference<'link'>): boolean =>
  !isMissing(difference) && fieldNames(difference).every((field) => HARMLESS.has(field) || field === 'mtu');

function messageOf(difference: Difference<'link'>): string {
  const { name } = difference.to;
  if (isMissing(difference)) return `${name} is missing`;
  if (fieldChangeOf(difference, 'state') !== undefined) return `${name} is down`;
  const names = fieldNames(difference);
  return names.length === 0
    ? `${name} is not as expected`
    : `${name} has another ${names.join(', ')} than expected`;
}

const impactOf = (difference: Difference<'link'>, cutOff: string): string => {
  if (!isHarmless(difference)) return cutOff;
  return fieldNames(difference).includes('mtu')
    ? 'Large packets of pods are fragmented or lost; small ones pass.'
    : 'None for packets.';
};

const findingsOf = (links: readonly Difference<'link'>[], cutOff: string): Finding[] =>
  links.map((difference) =>
    driftFinding([difference], {
      message: messageOf(difference),
      impact: impactOf(difference, cutOff),
      isOutage: !isHarmless(difference),
    }),
  );

const linksOf = (node: CheckedNode, isBridge: boolean): Difference<'link'>[] =>
  differencesIn(node, 'link').filter(({ to }) => (to.name === node.network.bridge) === isBridge);

/** flanneld brings its link up, and recreates it where it is missing or has another VNI; an MTU or MAC it leaves. */
const replacement = (node: CheckedNode, links: readonly Difference<'link'>[]): string =>
  [
    ...links
      .filter((difference) => !isMissing(difference) && fieldChangeOf(difference, 'state') === undefined)
      .map(({ to }) => shellCommand(['ip', 'link', 'del', to.name])),
    repairOf(node),
  ].join('; then: ');

export const overlayLinkDrift = driftCheck({
  name: OVERLAY_LINK,
  symptom:
    'Pods reach no pod of any other node, and flannel.1 is missing, down, or has another VNI, port or MAC',
  byHand: (node) => replacement(node, linksOf(node, false)),
  find: (node) => findingsOf(linksOf(node, false), 'Pods of this node reach no pod of another node.'),
});

export const bridgeLinkDrift = driftCheck({
  name: BRIDGE_LINK,
  symptom: 'Pods of one node reach nothing, not even each other, and cni0 is missing or down',
  byHand: byNextPod,
  find: (node) =>
    findingsOf(linksOf(node, true), 'Pods of this node reach nothing, and nothing reaches them.'),
});
