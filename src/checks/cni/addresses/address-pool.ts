import type { FamilyInput } from '../../../backends/index.ts';
import type { Reservation } from '../../../host/index.ts';
import { FAMILY_OF, prefixContainsAddress, prefixSize } from '../../../net/index.ts';
import { type Finding, nodeCheck, warning } from '../../check.ts';
import { reservationFolder } from '../conf/node-conf.ts';
import { nodeReservations } from './of-node.ts';

/** Network, gateway and broadcast. */
const NOT_FOR_PODS = 3;

/** From here on it is told. */
const NEARLY_ALL = 0.9;

function poolFinding({ own }: FamilyInput, reserved: readonly Reservation[], folder: string): Finding[] {
  const size = Number(prefixSize(own.subnet)) - NOT_FOR_PODS;
  const used = reserved.filter(({ address }) => prefixContainsAddress(own.subnet, address)).length;
  if (used < size * NEARLY_ALL) return [];
  const left = Math.max(size - used, 0);
  return [
    warning(
      left === 0
        ? `no address of ${own.subnet} is left for pods: new pods can't start on this node`
        : `${left} of ${size} addresses of ${own.subnet} are left for pods`,
      'Compare with the pods that run (crictl pods): addresses that no pod has any more are released by deleting their files. Else take a larger SubnetLen.',
      {
        evidence: [`${folder}: ${used} addresses`],
        impact: 'New pods of this node stay in ContainerCreating; those that run are not affected.',
      },
    ),
  ];
}

/** Whether host-local has addresses left. */
export const addressPool = nodeCheck({
  name: 'AddressPool',
  symptom: 'New pods stay in ContainerCreating: no IP addresses available in range set',
  when: [],
  needs: (node) => ({ reserved: nodeReservations(node) }),
  run: (node, { reserved }) =>
    node.network.families
      // Subnets of IPv6 are never used up.
      .filter(({ name }) => FAMILY_OF[name] === 4)
      .flatMap((family) => poolFinding(family, reserved, reservationFolder(node) ?? '')),
});
