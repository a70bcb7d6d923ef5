import type { Machine } from '../machines/machine.ts';
import type { Inside } from '../machines/node-state.ts';

export type HostName = 'a' | 'b';

const rootOf = (host: HostName): string => `/nodes/${host}`;

/** A command in a host. */
export const on = (host: HostName, ...command: string[]): string[] => [
  ...['ip', 'netns', 'exec', host, 'env', `FLANNELCTL_ROOT=${rootOf(host)}`],
  ...command,
];

export const inside = (host: HostName): Inside => ({
  within: (...command) => on(host, ...command),
  root: rootOf(host),
});

/** Makes two hosts again, with a wire between them, on which nothing of flannelctl's is. */
export async function makeHosts(machine: Machine): Promise<void> {
  await machine.sh(
    'for host in a b; do ip netns del $host 2> /dev/null || true; ip netns add $host; done; ' +
      `rm -rf ${rootOf('a')} ${rootOf('b')}; mkdir -p ${rootOf('a')} ${rootOf('b')}; ` +
      'ip link add eth0 netns a type veth peer name eth0 netns b; ' +
      'ip -n a address add 192.168.9.1/24 dev eth0; ip -n b address add 192.168.9.2/24 dev eth0; ' +
      'for host in a b; do ip -n $host link set lo up; ip -n $host link set eth0 up; ' +
      'ip -n $host route add default via 192.168.9.254; done',
  );
}
