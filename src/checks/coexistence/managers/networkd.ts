import { hostLinks, networkdLinks } from '../../../host/index.ts';
import { nodeCheck } from '../../check.ts';
import { managedFindings } from './managed.ts';

const HINT =
  "printf '[Match]\\nName=flannel* cni* veth*\\n[Link]\\nUnmanaged=yes\\n' > /etc/systemd/network/10-flannel.network; networkctl reload";

/** Whether a .network file of systemd-networkd matches flannel's links, as one with Name=* does. */
export const networkd = nodeCheck({
  name: 'Networkd',
  symptom:
    'Addresses or routes of flannel.1 and cni0 vanish at times, or after a restart of systemd-networkd',
  when: [],
  needs: () => ({ links: hostLinks, managed: networkdLinks }),
  run: (node, { links, managed }) =>
    managedFindings(node, links, managed, {
      program: 'systemd-networkd',
      hint: HINT,
      show: 'networkctl list',
    }),
});
