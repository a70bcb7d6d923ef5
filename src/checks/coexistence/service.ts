import { isFleeting, programPaths } from '../../host/index.ts';
import { type Finding, nodeCheck, warning } from '../check.ts';

const fleeting = (what: string, file: string, name: string): Finding[] =>
  isFleeting(file)
    ? [
        warning(
          `the systemd unit starts ${what} by ${file}, a path that goes at an upgrade, and then the network does not come back at boot`,
          `Give it a name that stays: ln -s ${file} /usr/local/bin/${name}. Then run it again, and after an upgrade set the link again.`,
        ),
      ]
    : [];

/** Whether what the unit names will be there after an upgrade. */
export const service = nodeCheck({
  name: 'Service',
  symptom: 'The network does not come back after a reboot or an upgrade',
  exit: 'preflight',
  when: ['preflight', 'status'],
  needs: () => ({ paths: programPaths }),
  run: ({ enableService }, { paths }) =>
    enableService
      ? [...fleeting('Node', paths.node, 'node'), ...fleeting('flannelctl', paths.script, 'flannelctl')]
      : [],
});
