import type { Machine } from './machine.ts';
import { assertNothingOfOurs, assertSame, type Inside, stateOf } from './node-state.ts';

/** A way of building the network that is tried from up to down. */
export interface Cell {
  readonly name: string;
  readonly netConf: object;
  /** The firewall engine's program in this cell. */
  readonly variant: 'nft' | 'legacy';
  readonly underlays: number;
}

const NETWORK = '10.244.0.0/16';
const NETWORK6 = 'fd00:10:244::/56';
const DUAL = { EnableIPv6: true, IPv6Network: NETWORK6 };

const cell = (
  name: string,
  backend: object,
  {
    nft = true,
    dual = false,
    variant = 'nft' as const,
    underlays = 1,
  }: Partial<Record<string, unknown>> & {
    variant?: Cell['variant'];
    underlays?: number;
  } = {},
): Cell => ({
  name,
  netConf: { Network: NETWORK, EnableNFTables: nft, ...(dual ? DUAL : {}), Backend: backend },
  variant,
  underlays,
});

const VXLAN = { Type: 'vxlan' };

export const CELLS: readonly Cell[] = [
  cell('vxlan, nft', VXLAN),
  cell('vxlan, iptables-nft', VXLAN, { nft: false }),
  cell('vxlan, iptables-legacy', VXLAN, { nft: false, variant: 'legacy' }),
  cell('dual stack, nft', VXLAN, { dual: true }),
  cell('dual stack, iptables-nft', VXLAN, { nft: false, dual: true }),
  cell('host-gw, nft', { Type: 'host-gw' }),
  cell('DirectRouting, nft', { Type: 'vxlan', DirectRouting: true }, { underlays: 2 }),
];

const lab = (verb: string, ...args: string[]): string[] => ['flannelctl', 'lab', verb, ...args];
const on = (member: string, ...command: string[]): string[] => lab('exec', member, '--', ...command);

const FOLDER = '/run/flannelctl/lab/lab';
const INPUT = ['--plan', `${FOLDER}/plan.yaml`, '--node', 'n2', '--yes'];

const n2: Inside = { within: (...command) => on('n2', ...command), root: `${FOLDER}/nodes/n2` };

export const FLUSH = {
  nft: ['nft', 'flush', 'chain', 'ip', 'flannelctl', 'postrtg'],
  iptables: ['iptables', '-t', 'nat', '-F', 'FLANNEL-POSTRTG'],
};

/** Another program takes a route and the masquerading rules away; join puts them back, and only once. */
async function drift(machine: Machine, { netConf }: Cell): Promise<void> {
  const engine = 'EnableNFTables' in netConf && netConf.EnableNFTables === true ? 'nft' : 'iptables';
  await machine.must(0, on('n1', 'ip', 'route', 'del', '10.244.2.0/24'));
  await machine.must(0, on('n1', ...FLUSH[engine]));
  await machine.must(11, on('n1', 'flannelctl', 'status'));
  await machine.must(2, on('n1', 'flannelctl', 'diff', '--detailed-exitcode'));
  await machine.must(0, on('n1', 'flannelctl', 'join', '--yes'));
  await machine.must(0, on('n1', 'flannelctl', 'diff', '--detailed-exitcode'));
  await machine.must(0, on('n1', 'flannelctl', 'join', '--yes'));
  await machine.must(0, on('n1', 'flannelctl', 'status'));
}

/** Attaches the pod of n2 to the new pod bridge by the command in the finding of `status`. */
async function attachPods(machine: Machine): Promise<void> {
  const { stdout } = await machine.must(11, on('n2', 'flannelctl', 'status', '-o', 'json'));
  const { findings } = JSON.parse(stdout) as {
    readonly findings: readonly { readonly check: string; readonly fix: string }[];
  };
  const fix = findings.find(({ check }) => check === 'Pods')?.fix;
  if (fix === undefined) throw new Error(`status does not name the pods that lost their bridge:\n${stdout}`);
  const command = fix.slice(fix.lastIndexOf(': ') + 2);
  await machine.must(0, on('n2', 'sh', '-c', command));
}

/** A node leaves, comes back without a confirmation, and is as it was before; then it comes back to stay. */
async function leave(machine: Machine): Promise<void> {
  await machine.must(0, on('n2', 'flannelctl', 'reset', '--yes'));
  const before = await stateOf(machine, n2);
  assertNothingOfOurs(before);
  await machine.must(7, on('n2', 'flannelctl', 'join', ...INPUT, '--confirm-timeout', '2s'));
  assertSame(await stateOf(machine, n2), before, 'the change that was not confirmed');
  await machine.must(0, on('n2', 'flannelctl', 'join', ...INPUT));
  await attachPods(machine);
  await machine.must(0, on('n2', 'flannelctl', 'status'));
}

/** Processes, namespaces, files and links of a lab that has been taken down. */
async function assertNothingLeft(machine: Machine): Promise<void> {
  const left = await machine.sh(
    'ip netns list; ls /run/flannelctl/lab 2> /dev/null || true; ip -o link | grep -v " lo:" || true; ' +
      'nft list ruleset | grep -i flannel || true; ' +
      'for pid in /proc/[0-9]*; do tr "\\0" "\\n" < $pid/environ 2> /dev/null | grep -q ^FLANNELCTL_LAB= && tr "\\0" " " < $pid/cmdline; done || true',
  );
  if (left.trim() !== '') throw new Error(`lab down left this behind:\n${left}`);
}

async function up(machine: Machine, { netConf, underlays }: Cell): Promise<void> {
  const shape = ['--nodes', underlays > 1 ? '3' : '2', '--pods', '1', '--underlays', `${underlays}`];
  await machine.must(0, lab('up', ...shape, '--net-conf', '-'), { input: JSON.stringify(netConf) });
}

/** The whole life of a network in one system. */
export async function course(machine: Machine, one: Cell): Promise<void> {
  await up(machine, one);
  await machine.must(0, lab('test'));
  await machine.must(0, on('n1', 'flannelctl', 'status'));
  await drift(machine, one);
  await machine.must(0, lab('test'));
  await leave(machine);
  await machine.must(0, lab('down'));
  await assertNothingLeft(machine);
}
