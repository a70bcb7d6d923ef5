import path from 'node:path';
import { CNI_CONF } from '../../flannel/index.ts';
import { folderNames } from '../../host/index.ts';
import { type Finding, nodeCheck, warning } from '../check.ts';
import { CONF_ENDINGS } from './conf/endings.ts';

const { dir: FOLDER, base: OWN } = path.parse(CNI_CONF);

/** Of all confs container runtimes take the first in the order of their names. */
function earlierConfs(names: readonly string[]): Finding[] {
  const earlier = names.filter((name) => CONF_ENDINGS.includes(path.extname(name)) && name < OWN).toSorted();
  if (earlier.length === 0) return [];
  const which = earlier.map((name) => path.join(FOLDER, name)).join(', ');
  return [
    warning(
      `container runtimes take the first CNI conf in ${FOLDER}, and before ${OWN} comes ${which}`,
      'Move it out of there, unless it hands on to this one, as that of Multus does: else pods are attached to another network.',
    ),
  ];
}

export const cniConfs = nodeCheck({
  name: 'CniConfs',
  symptom: 'New pods get addresses of another network',
  exit: 'preflight',
  when: ['preflight', 'status'],
  needs: ({ root }) => ({ names: folderNames(root, FOLDER) }),
  run: (_, { names }) => earlierConfs(names),
});
