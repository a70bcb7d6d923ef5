import path from 'node:path';
import { CNI_CONF } from '../../../flannel/index.ts';
import { folderTexts } from '../../../host/index.ts';
import { type CheckedNode, type Finding, nodeCheck, warning } from '../../check.ts';
import { repairOf } from '../../repair.ts';
import { CONF_ENDINGS } from './endings.ts';

const { dir: FOLDER, base: OWN } = path.parse(CNI_CONF);

/** Why a runtime can't use a conf; undefined where it can, as far as it is known here. */
function flawOf(name: string, text: string): string | undefined {
  let conf: unknown;
  try {
    conf = JSON.parse(text);
  } catch {
    return text.trim() === '' ? 'is empty' : 'is no JSON';
  }
  if (typeof conf !== 'object' || conf === null || Array.isArray(conf)) return 'is no JSON object';
  const { name: network, plugins, type } = conf as Readonly<Record<string, unknown>>;
  if (typeof network !== 'string' || network === '') return 'has no name';
  if (path.extname(name) !== '.conflist') return typeof type === 'string' ? undefined : 'has no type';
  return Array.isArray(plugins) && plugins.length > 0 ? undefined : 'has no plugins';
}

function confFinding(node: CheckedNode, name: string, text: string): Finding[] {
  const flaw = flawOf(name, text);
  if (flaw === undefined) return [];
  const file = path.join(FOLDER, name);
  return [
    warning(
      `the CNI conf ${file} ${flaw}`,
      name === OWN ? `Write it again: ${repairOf(node)}` : `Repair it, or move it out of ${FOLDER}.`,
      {
        evidence: [`${file}: ${JSON.stringify(text.slice(0, 60))}`],
        impact:
          'containerd refuses all confs then: the node is NotReady (network plugin not ready), and no pod starts.',
      },
    ),
  ];
}

/** Confs that a runtime comes to before this node's own, and its own: none of them may be broken. */
export const brokenConfs = nodeCheck({
  name: 'BrokenConfs',
  symptom: 'The node is NotReady: cni config uninitialized, network plugin not ready',
  when: [],
  needs: ({ root }) => ({ texts: folderTexts(root, FOLDER, CONF_ENDINGS) }),
  run: (node, { texts }) =>
    Object.entries(texts)
      .filter(([name]) => name <= OWN)
      .flatMap(([name, text]) => confFinding(node, name, text)),
});
