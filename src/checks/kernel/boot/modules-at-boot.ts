import { kernelFeatures, kernelModules, runningPrograms } from '../../../host/index.ts';
import { nodeCheck, warning } from '../../check.ts';

const MODULE = 'br_netfilter';

/** Programs that load it themselves at their start. */
const LOADERS: ReadonlySet<string> = new Set(['dockerd', 'k3s-server', 'k3s-agent']);

/** Whether br_netfilter is there after a reboot: kubeadm asks for it, and since 1.30 does not look. */
export const modulesAtBoot = nodeCheck({
  name: 'ModulesAtBoot',
  symptom: 'Pods do not reach Services on their own node since a reboot',
  when: [],
  needs: ({ root }) => ({
    features: kernelFeatures,
    modules: kernelModules(root),
    programs: runningPrograms,
  }),
  run: (_, { features, modules, programs }) => {
    const isAsked = programs.includes('kubelet') && !programs.some((name) => LOADERS.has(name));
    const isLasting = modules.atBoot.includes(MODULE) || modules.builtIn.includes(MODULE);
    if (!features.bridgeNetfilter || !isAsked || isLasting || !modules.installed.includes(modules.release))
      return [];
    return [
      warning(
        `the module ${MODULE} is loaded now, and no file has it loaded at the next boot`,
        `echo ${MODULE} > /etc/modules-load.d/flannelctl.conf`,
        {
          evidence: [`/etc/modules-load.d, /usr/lib/modules-load.d: no ${MODULE}`],
          impact: 'After a reboot pods may not reach Services whose pods are on the same node.',
        },
      ),
    ];
  },
});
