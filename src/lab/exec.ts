import path from 'node:path';
import { Failure } from '../errors/index.ts';
import { runAttached } from '../host/index.ts';
import { labEnvironment } from './base/environment.ts';
import { allPods, type Layout, SWITCH } from './base/layout.ts';
import type { LabName } from './base/names.ts';
import { inNamespace, listNamespaces } from './base/namespaces.ts';
import { binFolder, memberRoot } from './base/paths.ts';
import { existingLab } from './base/state.ts';
import { requireRoot } from './requirements.ts';

/**
 * Runs a command in a node, a pod or the switch, with this process's own stdin, stdout and stderr. Returns its exit
 * status, or 128 plus the signal's number if a signal ended it. `flannelctl` needs no --root there, because it cannot
 * reach the machine's own files.
 */
export async function execIn(lab: LabName, member: string, command: readonly string[]): Promise<number> {
  requireRoot('lab exec');
  const { layout } = await existingLab(lab);
  const namespace = namespaceIn(layout, member);
  if (!(await listNamespaces(lab)).includes(namespace))
    throw new Failure('usage', `the network namespace of ${member} is gone`, {
      hint: 'flannelctl lab status shows what is there.',
    });
  const env = {
    PATH: `${binFolder(lab)}${path.delimiter}${process.env['PATH'] ?? ''}`,
    ...labEnvironment(lab),
    FLANNELCTL_ROOT: memberRoot(lab, member),
  };
  return runAttached(inNamespace(namespace, command), env);
}

function namespaceIn(layout: Layout, member: string): string {
  const members = [...layout.nodes, ...allPods(layout), { name: SWITCH, ...layout.switch }];
  const found = members.find(({ name }) => name === member);
  if (found !== undefined) return found.namespace;
  const shown = members.length > 20 ? 'n1, n1-p1 …' : members.map(({ name }) => name).join(', ');
  throw new Failure('usage', `${JSON.stringify(member)} is not in this lab`, { hint: `It has ${shown}.` });
}
