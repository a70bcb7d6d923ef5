import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { type Scene, sceneOf } from '../host/kill.ts';
import { makeHost, settled } from '../host/netns.ts';
import { expectExit, netConf, PEER2, PEER3, peerFlags } from '../host/node.ts';
import { makeNoise } from '../host/noise.ts';

/** A command with its standard input. */
export interface CycleCommand {
  readonly args: readonly string[];
  readonly input?: string;
}

export const WAYS = ['there', 'return'] as const;

export type Way = (typeof WAYS)[number];

/** A change and the one that undoes it. */
export interface Cycle extends Readonly<Record<Way, CycleCommand>> {
  readonly name: string;
  /** What leads from an empty host to the state before. */
  readonly prepare?: CycleCommand;
  readonly hasNoise?: boolean;
}

const init = (conf: string): CycleCommand => ({
  args: ['init', '--net-conf', conf, '--node', 'n1', ...peerFlags(PEER2, PEER3), '--yes'],
});

const planOf = (conf: string, peers: Readonly<Record<string, readonly [string, string]>>): string =>
  JSON.stringify({
    kind: 'SubnetPlan',
    netConf: JSON.parse(conf) as object,
    nodes: Object.entries(peers).map(([name, [publicIP, subnet]]) => ({ name, publicIP, subnet })),
  });

const N1 = { n1: ['192.168.77.1', '10.244.1.0/24'] } as const;
const N2 = { n2: ['192.168.77.2', '10.244.2.0/24'] } as const;
const N4 = { n4: ['192.168.77.4', '10.244.4.0/24'] } as const;
const N3 = { n3: ['192.168.77.3', '10.244.3.0/24'] } as const;

const OTHER_VNI = netConf({ Backend: { Type: 'vxlan', VNI: 7 } });
/** The port of a vxlan link can't be changed: the link is recreated, with all that is on it. */
const OTHER_LINK = netConf({ EnableNFTables: true, Backend: { Type: 'vxlan', Port: 4789 } });
const IPTABLES = netConf({ EnableNFTables: false });

const RESET: CycleCommand = { args: ['reset', '--yes'] };

const withPlan = (plan: string): CycleCommand => ({
  args: ['join', '--plan', '-', '--node', 'n1', '--yes'],
  input: plan,
});

const withNetConf = (conf: string): CycleCommand => ({ args: ['join', '--net-conf', conf, '--yes'] });

const FEW = planOf(netConf(), { ...N1, ...N2, ...N3 });
/** n2 has moved, n3 has left, n4 is new. */
const OTHERS = planOf(netConf(), { ...N1, ...N4, n2: ['192.168.77.9', '10.244.2.0/24'] });

export const CYCLES = {
  init: { name: 'init and reset', there: init(netConf()), return: RESET },
  iptables: { name: 'init and reset, iptables', there: init(IPTABLES), return: RESET },
  join: {
    name: 'join with changes',
    prepare: withPlan(FEW),
    there: withPlan(OTHERS),
    return: withPlan(FEW),
    hasNoise: true,
  },
  replacement: {
    name: 'link replacement',
    prepare: init(IPTABLES),
    there: withNetConf(OTHER_LINK),
    return: withNetConf(IPTABLES),
  },
  vni: {
    name: 'link of another name',
    prepare: init(netConf()),
    there: withNetConf(OTHER_VNI),
    return: withNetConf(netConf()),
  },
} as const satisfies Readonly<Record<string, Cycle>>;

/** Folders that every machine has. */
const BASE = ['etc', 'run', 'var/lib'];

/** Runs a command that has to succeed. */
export async function complete({ run }: Scene, { args, ...input }: CycleCommand): Promise<void> {
  expectExit(await run(args, input), 0);
}

/** The uplink again, with MACs that are the same on every host, so that hosts can be compared. */
const UPLINK = [
  ...['eth0', 'eth0-far'].flatMap((link, i) => [
    `link set ${link} down`,
    `link set ${link} address 02:00:00:00:00:0${i + 1}`,
    `link set ${link} up`,
  ]),
  'route add default via 192.168.77.254 dev eth0',
];

/** Makes a host that has nothing but its uplink. */
export async function bareScene(): Promise<Scene> {
  const scene = await sceneOf(await makeHost());
  const { sh, root } = scene.host;
  try {
    await sh('ip -batch -', `${UPLINK.join('\n')}\n`);
    await settled(sh, 'eth0');
    for (const folder of BASE) await mkdir(path.join(root, folder), { recursive: true });
  } catch (error) {
    await scene.remove();
    throw error;
  }
  return scene;
}

/** Makes a host in the state before. */
export async function sceneBefore({ prepare, hasNoise }: Cycle): Promise<Scene> {
  const scene = await bareScene();
  try {
    if (hasNoise) await makeNoise(scene.host);
    if (prepare !== undefined) await complete(scene, prepare);
  } catch (error) {
    await scene.remove();
    throw error;
  }
  return scene;
}
