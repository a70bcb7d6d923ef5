import { Failure } from '../errors/index.ts';
import { type LabPod, membersOf } from './base/layout.ts';
import type { LabName } from './base/names.ts';
import { finishedLab, type Lab, writeLab } from './base/state.ts';
import { nodeIn, removeNamespaces } from './change-nodes.ts';
import { attachPods, detachPods } from './pods/pods.ts';
import { requirePlugins, requireRoot, requireSize } from './requirements.ts';

/** Adds a pod to a node. Gives its name. */
export async function addPod(name: LabName, wanted: string): Promise<string> {
  requireRoot('lab pod add');
  await requirePlugins();
  const { lab } = await finishedLab(name);
  const node = nodeIn(lab, wanted);
  const taken = podNumbers(lab, node.name);
  const number =
    Array.from({ length: taken.length + 1 }, (_, i) => i + 1).find((n) => !taken.includes(n)) ?? 1;
  const next = withPods(
    lab,
    node.name,
    [...taken, number].toSorted((a, b) => a - b),
  );
  const largest = Math.max(...membersOf(next).map(({ pods }) => pods.length));
  await requireSize({ ...next, pods: largest });
  const pod = nodeIn(next, node.name).pods.find(({ name: one }) => one === `${node.name}-p${number}`);
  const pods: readonly LabPod[] = pod === undefined ? [] : [pod];
  await writeLab(next);
  await attachPods(name, { ...node, pods }, new AbortController().signal);
  return `${node.name}-p${number}`;
}

/** Removes a pod. Gives what went wrong without harm. */
export async function removePod(name: LabName, wanted: string): Promise<readonly string[]> {
  requireRoot('lab pod remove');
  const { lab } = await finishedLab(name);
  const [, of = '', number] = /^(n\d+)-p(\d+)$/.exec(wanted) ?? [];
  const node = of === '' ? undefined : nodeIn(lab, of);
  const pod = node?.pods.find((one) => one.name === wanted);
  if (node === undefined || pod === undefined)
    throw new Failure('usage', `${JSON.stringify(wanted)} is no pod of this lab`, {
      hint: 'The pods of n1 are n1-p1, n1-p2 …: flannelctl lab status shows them.',
    });
  const warnings = await detachPods(
    name,
    { nodes: [{ ...node, pods: [pod] }] },
    new Set([node.namespace, pod.namespace]),
  );
  await removeNamespaces([pod.namespace]);
  const left = podNumbers(lab, node.name).filter((one) => one !== Number(number));
  await writeLab(withPods(lab, node.name, left));
  return warnings;
}

const podNumbers = (lab: Lab, node: string): readonly number[] =>
  membersOf(lab).find((member) => `n${member.node}` === node)?.pods ?? [];

const withPods = (lab: Lab, node: string, pods: readonly number[]): Lab => ({
  ...lab,
  members: membersOf(lab).map((member) => (`n${member.node}` === node ? { ...member, pods } : member)),
});
