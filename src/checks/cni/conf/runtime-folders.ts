import path from 'node:path';
import { CNI_CONF } from '../../../flannel/index.ts';
import { runtimeConfFolders } from '../../../host/index.ts';
import { nodeCheck, warning } from '../../check.ts';

const { dir: FOLDER, base: OWN } = path.parse(CNI_CONF);

/** Whether container runtimes look for confs where this node's is. */
export const runtimeFolders = nodeCheck({
  name: 'RuntimeFolders',
  symptom: 'The node stays NotReady (cni config uninitialized) although the CNI conf is there',
  when: [],
  needs: ({ root }) => ({ runtimes: runtimeConfFolders(root) }),
  run: (_, { runtimes }) =>
    runtimes
      .filter(({ folders }) => !folders.includes(FOLDER))
      .map(({ name, file, folders }) =>
        warning(
          `${name} takes its CNI confs from ${folders.join(', ')}, and ${OWN} is in ${FOLDER}`,
          `Name ${FOLDER} in ${file} and restart ${name}; or link the conf: ln -s ${CNI_CONF} ${folders[0]}/`,
          {
            evidence: [`${file}: ${folders.join(', ')}`],
            impact: `${name} attaches no pod to this network.`,
          },
        ),
      ),
});
