import { hostLinks, networkManagerLinks } from '../../../host/index.ts';
import { nodeCheck } from '../../check.ts';
import { managedFindings } from './managed.ts';

const HINT =
  "printf '[keyfile]\\nunmanaged-devices=interface-name:flannel*;interface-name:cni*;interface-name:veth*\\n' > /etc/NetworkManager/conf.d/flannel.conf; systemctl reload NetworkManager";

/** Whether NetworkManager has flannel's links in its care. What others connected it only watches. */
export const networkManager = nodeCheck({
  name: 'NetworkManager',
  symptom: 'Addresses or routes of flannel.1 and cni0 vanish at times, or after a restart of NetworkManager',
  when: [],
  needs: () => ({ links: hostLinks, managed: networkManagerLinks }),
  run: (node, { links, managed }) =>
    managedFindings(
      node,
      links,
      managed.filter(({ state }) => !state.includes('externally')),
      { program: 'NetworkManager', hint: HINT, show: 'nmcli device' },
    ),
});
