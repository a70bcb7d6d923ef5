import { execa } from 'execa';
import type { Machine } from '../../machines/machine.ts';
import { type Userland, userland } from '../../machines/userland.ts';

/** Two systems of files, processes and network of their own, joined by one wire: eth0 to eth0. */
export interface Cluster {
  readonly nodes: readonly [Machine, Machine];
  readonly close: () => Promise<void>;
}

const SCRIPT = '/flannelctl/test/userlands/clients/prepare.sh';

/** The address of a node's eth0, by its number from 1. */
export const uplinkOf = (node: number): string => `192.168.77.${node}`;

const subnetOf = (node: number): string => `10.244.${node}.0/24`;

/** The first address that is given to a pod of a node; the one before is that of cni0. */
export const podOf = (node: number): string => `10.244.${node}.2`;

export const gatewayOf = (node: number): string => `10.244.${node}.1`;

async function wire(one: Userland, other: Userland): Promise<void> {
  const link = ['link', 'add', 'eth0', 'type', 'veth', 'peer', 'name', 'eth0', 'netns', `${other.pid}`];
  await execa('nsenter', [`--net=/proc/${one.pid}/ns/net`, 'ip', ...link]);
}

async function setUp(node: Machine, number: number, netConf: object): Promise<void> {
  const other = 3 - number;
  await node.must(0, ['sh', SCRIPT]);
  await node.sh(`ip link set eth0 up; ip address add ${uplinkOf(number)}/24 dev eth0`);
  const flags = [
    ...['--net-conf', '-', '--node', `n${number}`, '--iface', 'eth0', '--yes'],
    ...['--peer', `n${number}=${uplinkOf(number)},${subnetOf(number)}`],
    ...['--peer', `n${other}=${uplinkOf(other)},${subnetOf(other)}`],
  ];
  const verb = number === 1 ? 'init' : 'join';
  await node.must(0, ['flannelctl', verb, ...flags], { input: JSON.stringify(netConf) });
}

/** Makes the nodes of a tree, and has flannelctl set up their network. */
export async function twoNodes(tree: string, netConf: object): Promise<Cluster> {
  const first = await userland(tree);
  const opened = [first];
  const close = async (): Promise<void> => {
    await Promise.all(opened.map(async (node) => node.close()));
  };
  try {
    const second = await userland(tree);
    opened.push(second);
    await wire(first, second);
    await setUp(first, 1, netConf);
    await setUp(second, 2, netConf);
    return { nodes: [first, second], close };
  } catch (error) {
    await close();
    throw error;
  }
}
