import { isFolder, rehearseKernel, toolVersions } from '../../host/index.ts';
import { error, type Finding, type GroundCheck } from './check.ts';

/** The oldest versions that have what is used: nexthop objects in iproute2 5.3, --random-fully in iptables 1.6.2. */
const OLDEST = { ip: [5, 3], nft: [0, 9, 3], iptables: [1, 6, 2] } as const;

/** The first number with dots in what a tool says of its version. */
const numbersIn = (text: string): number[] =>
  (/(\d+(?:\.\d+)+)/.exec(text)?.[1] ?? '0').split('.').map(Number);

function isOlder(version: readonly number[], oldest: readonly number[]): boolean {
  for (const [i, wanted] of oldest.entries()) {
    const has = version[i] ?? 0;
    if (has !== wanted) return has < wanted;
  }
  return false;
}

function tooOld(tool: keyof typeof OLDEST, text: string | undefined): Finding[] {
  if (text === undefined || !isOlder(numbersIn(text), OLDEST[tool])) return [];
  return [
    error(
      `${tool} is too old: ${text.split('\n')[0]}`,
      `At least version ${OLDEST[tool].join('.')} is needed.`,
    ),
  ];
}

async function checkTools(): Promise<Finding[]> {
  const { ip, bridge, nft, iptables } = await toolVersions();
  const missing = Object.entries({ ip, bridge }).filter(([, version]) => version === undefined);
  return [
    ...missing.map(([tool]) =>
      error(`${tool} is not installed, or not on the PATH`, 'apt-get install iproute2'),
    ),
    ...(nft === undefined && iptables === undefined
      ? [error('neither nft nor iptables is installed', 'apt-get install nftables')]
      : []),
    ...tooOld('ip', ip),
    ...tooOld('nft', nft),
    ...tooOld('iptables', iptables),
  ];
}

async function checkKernel(): Promise<Finding[]> {
  const refusal = await rehearseKernel();
  if (refusal === undefined) return [];
  if (refusal.startsWith('unshare:')) {
    return [
      error(
        `the kernel can't be tried out: no network namespace can be made here: ${refusal}`,
        'Allow it: root needs CAP_SYS_ADMIN, a container has to be privileged.',
      ),
    ];
  }
  return [
    error(
      `the kernel can't make what is needed: ${refusal}`,
      'Load the module (modprobe vxlan bridge), or use a kernel that has it: vxlan, bridge, and nexthop objects (5.3).',
    ),
  ];
}

const checkRoot = async (): Promise<Finding[]> =>
  process.geteuid?.() === 0
    ? []
    : [error('root is needed to look at and change the network', 'Run it with sudo.')];

const checkProc = async (): Promise<Finding[]> =>
  (await isFolder('/proc/self/fd'))
    ? []
    : [error('/proc is not mounted, or not for this process', 'Mount it: mount -t proc proc /proc')];

/** What it takes to end a transaction. */
export const ROOT_CHECKS: readonly GroundCheck[] = [
  { name: 'Root', exit: 'permission', run: checkRoot },
  { name: 'Proc', exit: 'unavailable', run: checkProc },
];

/** What it takes to look at a node, and to take things away. */
export const LOOK_CHECKS: readonly GroundCheck[] = [
  ...ROOT_CHECKS,
  { name: 'Tools', exit: 'unavailable', run: checkTools },
];

/**
 * What it takes to set a node up. In this order, and the next only if the one before found nothing: without root or
 * tools the rest says nothing.
 */
export const GROUND_CHECKS: readonly GroundCheck[] = [
  ...LOOK_CHECKS,
  { name: 'Kernel', exit: 'unavailable', run: checkKernel },
];
