import { FLUSH } from '../machines/course.ts';
import type { Machine } from '../machines/machine.ts';
import { assertNothingOfOurs, assertSame, stateOf } from '../machines/node-state.ts';
import { inside, makeHosts, on } from './hosts.ts';

/*
 * What of a network's life depends on the kernel, in few commands: an emulated machine takes ten seconds for each. Labs
 * with pods are tried with the tools of the same releases, on a kernel that is not emulated.
 */

const netConf = (nft: boolean): string =>
  JSON.stringify({ Network: '10.244.0.0/16', EnableNFTables: nft, Backend: { Type: 'vxlan' } });

const NODES = '[{name: a, publicIP: 192.168.9.1}, {name: b, publicIP: 192.168.9.2}]';
const PLAN = '/nodes/plan.yaml';
const SUBNET_OF_B = '10.244.2.0/24';

/** As large a packet as the overlay takes, from the VTEP of one host to that of the other. */
const ping = async (machine: Machine): Promise<unknown> =>
  machine.must(0, on('a', 'ping', '-c', '1', '-W', '10', '-M', 'do', '-s', '1422', '10.244.2.0'));

/** Another program takes something away; status sees it, and join puts it back. */
async function drift(machine: Machine, ...harm: string[][]): Promise<void> {
  for (const command of harm) await machine.must(0, on('a', ...command));
  await machine.must(11, on('a', 'flannelctl', 'status'));
  await machine.must(0, on('a', 'flannelctl', 'join', '--yes'));
  await machine.must(0, on('a', 'flannelctl', 'status'));
}

/** Two nodes with rules of nft: one is repaired, the other leaves, and comes back without a confirmation. */
async function twoNodes(machine: Machine): Promise<void> {
  await machine.sh(
    `echo '${NODES}' > /nodes/list.yaml; flannelctl plan --net-conf '${netConf(true)}' --nodes /nodes/list.yaml > ${PLAN}`,
  );
  const before = await stateOf(machine, inside('b'));
  const join = ['flannelctl', 'join', '--plan', PLAN, '--node', 'b', '--yes'];
  await machine.must(0, on('a', 'flannelctl', 'init', '--plan', PLAN, '--node', 'a', '--yes'));
  await machine.must(0, on('b', ...join));
  await ping(machine);
  await drift(machine, ['ip', 'route', 'del', SUBNET_OF_B], FLUSH.nft);
  await ping(machine);
  await machine.must(0, on('b', 'flannelctl', 'reset', '--yes'));
  assertSame(await stateOf(machine, inside('b')), before, 'join and reset');
  await machine.must(7, on('b', ...join, '--confirm-timeout', '1s'));
  assertSame(await stateOf(machine, inside('b')), before, 'the change that was not confirmed');
}

/** A node with rules of iptables. */
async function oneNode(machine: Machine): Promise<void> {
  const init = ['flannelctl', 'init', '--net-conf', netConf(false), '--node', 'a', '--yes'];
  await machine.must(0, on('a', ...init));
  await drift(machine, FLUSH.iptables);
  await machine.must(0, on('a', 'flannelctl', 'reset', '--yes'));
  assertNothingOfOurs(await stateOf(machine, inside('a')));
}

const TRIED = { 'vxlan, nft, two nodes': twoNodes, 'vxlan, iptables-nft, one node': oneNode };

export const COURSES = Object.entries(TRIED).map(
  ([name, course]) =>
    [
      name,
      async (machine: Machine) => {
        // What a failed row left would be in the way of the next.
        await makeHosts(machine);
        await course(machine);
      },
    ] as const,
);
