import { isFleeting } from '../compare/lasting-path.ts';
import type { Prepared } from '../compare/prepare.ts';
import { serviceCommand } from '../compare/service.ts';
import { type Finding, warning } from './check.ts';

const fleeting = (what: string, file: string, name: string): Finding[] =>
  isFleeting(file)
    ? [
        warning(
          `the systemd unit starts ${what} by ${file}, a path that goes at an upgrade, and then the network does not come back at boot`,
          `Give it a name that stays: ln -s ${file} /usr/local/bin/${name}. Then run it again, and after an upgrade set the link anew.`,
        ),
      ]
    : [];

/** Whether what the unit names will be there after an upgrade. */
export async function checkService({ root, spec }: Prepared): Promise<Finding[]> {
  if (!spec.options.enableService) return [];
  const { node, script } = serviceCommand(root);
  return [...fleeting('Node', node, 'node'), ...fleeting('flannelctl', script, 'flannelctl')];
}
