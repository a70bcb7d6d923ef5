import { isFolder, isInstalled } from '../../host/index.ts';
import { error, type Finding, type GroundCheck } from './check.ts';
import { checkVersions } from './versions.ts';

/** What rules are made with is looked at where it is known which is wanted; a lookup starts no process. */
async function checkInstalled(): Promise<Finding[]> {
  const [ip, bridge, nft, iptables] = await Promise.all(['ip', 'bridge', 'nft', 'iptables'].map(isInstalled));
  const missing = Object.entries({ ip, bridge }).filter(([, isThere]) => !isThere);
  return [
    ...missing.map(([tool]) =>
      error(`${tool} is not installed, or not on the PATH`, 'apt-get install iproute2'),
    ),
    ...(nft || iptables ? [] : [error('neither nft nor iptables is installed', 'apt-get install nftables')]),
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

/** What the host is looked at with. */
export const TOOL_CHECKS: readonly GroundCheck[] = [
  { name: 'Tools', exit: 'unavailable', run: checkInstalled },
];

/** What is asked where a tool has failed to read: it may be broken, or too old to know what it was asked for. */
export const VERSION_CHECKS: readonly GroundCheck[] = [
  { name: 'Tools', exit: 'unavailable', run: checkVersions },
];

/**
 * What it takes to look at a node. In this order, and the next only if the one before found nothing: without root or
 * tools the rest says nothing.
 */
export const LOOK_CHECKS: readonly GroundCheck[] = [...ROOT_CHECKS, ...TOOL_CHECKS];
