import { kernelModules } from '../../../host/index.ts';
import { nodeCheck, warning } from '../../check.ts';

/** Whether the kernel that runs can load modules: an upgrade that removed them waits for a reboot (faults 52). */
export const modulesFolder = nodeCheck({
  name: 'ModulesFolder',
  symptom: 'Unknown device type, or operation not supported, for a link or a rule that worked before',
  when: [],
  needs: ({ root }) => ({ modules: kernelModules(root) }),
  run: (_, { modules: { release, installed } }) =>
    installed.length === 0 || installed.includes(release)
      ? []
      : [
          warning(
            `the kernel ${release} runs, and its modules are not installed: it can load none, such as vxlan`,
            `Reboot into an installed kernel (${installed.join(', ')}), or install the modules of ${release}.`,
            {
              evidence: [`/lib/modules: ${installed.join(' ')}; uname -r: ${release}`],
              impact: 'Links and rules whose modules are not loaded yet cannot be made.',
            },
          ),
        ],
});
