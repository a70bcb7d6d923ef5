import type { Machine } from '../../machines/machine.ts';
import type { Pod } from './client.ts';

/** What asks: a pod, or the node itself. */
export interface Asker {
  readonly node: Machine;
  readonly pod?: Pod;
}

const inside = ({ pod }: Asker): string[] => (pod === undefined ? [] : ['nsenter', `--net=${pod.netns}`]);

/** The program of a pod that has just been started takes a moment until it listens. */
const ASK = `
until exec 3<> "/dev/tcp/$1/$2"; do sleep 0.1; done 2> /dev/null
printf 'GET /cgi-bin/who HTTP/1.0\\r\\n\\r\\n' >&3
tail -n 1 <&3
`;

/** Asks a pod's program who it is and whom it sees: "10.244.1.2 <- 10.244.2.2". */
export async function ask(asker: Asker, address: string, port: number): Promise<string> {
  const command = [...inside(asker), 'timeout', '10', 'bash', '-c', ASK, 'ask', address, `${port}`];
  return (await asker.node.must(0, command)).stdout.trim();
}

/** A packet of the given size must come back, and nobody may take it apart. */
export async function ping(asker: Asker, address: string, size: number): Promise<void> {
  const headers = 28;
  const flags = ['-c', '1', '-W', '10', '-M', 'do', '-s', `${size - headers}`];
  await asker.node.must(0, [...inside(asker), 'ping', ...flags, address]);
}

/** The address and MTU of a pod's port. */
export async function portOf(asker: Asker): Promise<string> {
  const { stdout } = await asker.node.must(0, [...inside(asker), 'ip', '-j', 'address', 'show', 'eth0']);
  const [link] = JSON.parse(stdout) as [{ mtu: number; addr_info: { local: string; prefixlen: number }[] }];
  return `${link.addr_info[0]?.local}/${link.addr_info[0]?.prefixlen} mtu ${link.mtu}`;
}
