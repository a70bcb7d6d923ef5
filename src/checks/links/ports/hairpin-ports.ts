import { attachingPlugin, confListOf } from '../../../config/index.ts';
import { hostLinks } from '../../../host/index.ts';
import { shellCommand } from '../../../words/index.ts';
import { nodeCheck, warning } from '../../check.ts';
import { someNames } from '../../some-names.ts';
import { portsOf } from './ports-of.ts';

/** Whether the bridge sends a pod's packets back to it, where the CNI conf asks for that (faults 48). */
export const hairpinPorts = nodeCheck({
  name: 'HairpinPorts',
  symptom: 'A pod does not reach itself through its Service',
  when: [],
  needs: () => ({ links: hostLinks }),
  run: ({ network }, { links }) => {
    const { bridge } = network;
    const { type, hairpinMode } = attachingPlugin(confListOf(network)) as {
      readonly type?: unknown;
      readonly hairpinMode?: unknown;
    };
    if (type !== 'bridge' || hairpinMode !== true) return [];
    const ports = portsOf(bridge, links).filter(
      ({ linkinfo }) => linkinfo?.port?.hairpin === false && linkinfo.info_kind === 'veth',
    );
    if (ports.length === 0) return [];
    const { named, text } = someNames(ports.map(({ ifname }) => ifname));
    return [
      warning(
        `hairpin is off on ${ports.length === 1 ? 'a port' : `${ports.length} ports`} of ${bridge}, and the CNI conf has hairpinMode: ${text}`,
        named.map((name) => shellCommand(['bridge', 'link', 'set', 'dev', name, 'hairpin', 'on'])).join('; '),
        {
          evidence: named.map((name) => `ip -d link show ${name}: hairpin off`),
          impact: 'The pods there do not reach themselves through a Service; all else passes.',
        },
      ),
    ];
  },
});
