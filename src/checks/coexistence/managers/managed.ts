import type { LinkJson, ManagedLink } from '../../../host/index.ts';
import { type CheckedNode, type Finding, warning } from '../../check.ts';
import { overlayNames } from '../../own-links.ts';
import { repairOf } from '../../repair.ts';
import { someNames } from '../../some-names.ts';

/** How a program is told to leave flannel's links alone. */
interface Manager {
  readonly program: string;
  readonly hint: string;
  /** The command that shows what the program manages. */
  readonly show: string;
}

/** What is found of the overlay's links, the pod bridge and its ports that a program has in its care (faults 25). */
export function managedFindings(
  node: CheckedNode,
  links: readonly LinkJson[],
  managed: readonly ManagedLink[],
  { program, hint, show }: Manager,
): Finding[] {
  const { network } = node;
  const ports = links.filter(({ master }) => master === network.bridge).map(({ ifname }) => ifname);
  const own = new Set([...overlayNames(network), network.bridge, ...ports]);
  const taken = managed.filter(({ dev }) => own.has(dev));
  if (taken.length === 0) return [];
  const { named, text } = someNames(taken.map(({ dev }) => dev));
  return [
    warning(
      `${program} manages ${text}, and may delete their addresses and routes`,
      `${hint}; then: ${repairOf(node)}`,
      {
        evidence: taken.slice(0, named.length).map(({ dev, state }) => `${show}: ${dev} ${state}`),
        impact: 'When it restarts, or a carrier comes back, routes to peers and addresses vanish with it.',
      },
    ),
  ];
}
