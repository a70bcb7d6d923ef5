import { BRIDGE } from '../backends/index.ts';
import { run } from '../host/index.ts';
import { shellWord } from '../words/index.ts';
import type { LabNode, LabPod } from './layout.ts';
import { nameFlag } from './names.ts';
import type { Lab } from './state.ts';

interface LinkJson {
  readonly ifindex?: number;
  readonly ifname?: string;
  readonly master?: string;
  /** The number of a veth's other end, in the namespace that that is in. */
  readonly link_index?: number;
}

async function links(namespace: string, ...which: string[]): Promise<readonly LinkJson[]> {
  const { exitCode, stdout } = await run(['ip', '-n', namespace, '-j', 'link', 'show', ...which]);
  return exitCode === 0 ? (JSON.parse(stdout || '[]') as readonly LinkJson[]) : [];
}

/**
 * Says what is wrong if the node's end of a pod's link is not a port of the bridge: the kernel lets go of all ports when
 * a bridge is deleted, and one that is made anew has none.
 */
export async function portProblem(node: LabNode, pod: LabPod, lab: Lab): Promise<string | undefined> {
  const [[own], far] = await Promise.all([links(pod.namespace, 'dev', 'eth0'), links(node.namespace)]);
  const port = far.find(({ ifindex }) => ifindex === own?.link_index);
  if (port?.ifname === undefined) return `its eth0 leads to no link of ${node.name}`;
  if (port.master === BRIDGE) return undefined;
  const attach = `flannelctl lab exec${nameFlag(lab.name)} ${node.name} -- ip link set ${shellWord(port.ifname)} master ${BRIDGE}`;
  return `its ${port.ifname} is not on ${BRIDGE}: ${attach}`;
}
