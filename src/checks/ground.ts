import { hasProc, installedTools, isRoot, toolVersions } from '../host/index.ts';
import { error, type GroundCheck, groundCheck } from './check.ts';
import { versionFindings } from './kernel/tools/versions.ts';

const root = groundCheck({
  name: 'Root',
  exit: 'permission',
  when: ['preflight'],
  needs: () => ({ isRoot }),
  run: (_, facts) =>
    facts.isRoot ? [] : [error('root is needed to look at and change the network', 'Run it with sudo.')],
});

const proc = groundCheck({
  name: 'Proc',
  exit: 'unavailable',
  when: ['preflight'],
  needs: () => ({ hasProc }),
  run: (_, facts) =>
    facts.hasProc
      ? []
      : [error('/proc is not mounted, or not for this process', 'Mount it: mount -t proc proc /proc')],
});

/** What rules are made with is looked at where it is known which is wanted. */
const tools = groundCheck({
  name: 'Tools',
  exit: 'unavailable',
  when: ['preflight'],
  needs: () => ({ installed: installedTools }),
  run: (_, { installed }) => {
    const missing = (['ip', 'bridge'] as const).filter((tool) => !installed.includes(tool));
    const hasRules = installed.includes('nft') || installed.includes('iptables');
    return [
      ...missing.map((tool) =>
        error(`${tool} is not installed, or not on the PATH`, 'apt-get install iproute2'),
      ),
      ...(hasRules ? [] : [error('neither nft nor iptables is installed', 'apt-get install nftables')]),
    ];
  },
});

const versions = groundCheck({
  name: 'Tools',
  exit: 'unavailable',
  when: ['preflight'],
  needs: () => ({ versions: toolVersions(['ip', 'bridge']) }),
  run: (_, facts) => versionFindings(facts.versions),
});

/** What it takes to end a transaction. */
export const ROOT_CHECKS: readonly GroundCheck[] = [root, proc];

/** What the host is looked at with. */
export const TOOL_CHECKS: readonly GroundCheck[] = [tools];

/**
 * What it takes to look at a node. In this order, and the next only if the one before found nothing: without root or
 * tools the rest says nothing.
 */
export const LOOK_CHECKS: readonly GroundCheck[] = [...ROOT_CHECKS, ...TOOL_CHECKS];

/** What is asked where a tool has failed to read: it may be broken, or too old to know what it was asked for. */
export const VERSION_CHECKS: readonly GroundCheck[] = [versions];
