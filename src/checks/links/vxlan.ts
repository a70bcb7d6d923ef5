import { isVxlan, overlayLink } from '../../backends/index.ts';
import { udpPorts } from '../../host/index.ts';
import { FAMILY_OF, familyOf } from '../../net/index.ts';
import { shellCommand } from '../../words/index.ts';
import { type CheckedNode, error, type Finding, nodeCheck } from '../check.ts';

function vxlanFindings(
  { network: { backend, families }, observed }: CheckedNode,
  ports: readonly number[],
): Finding[] {
  if (!isVxlan(backend)) return [];
  const { vni, port } = backend;
  const own = new Set<string | undefined>(families.map(({ name }) => overlayLink(backend, name)));
  // Links over IPv4 and over IPv6 have sockets of their own; only one that is external has both.
  const spoken = new Set(families.map(({ name }) => FAMILY_OF[name]));
  const vxlans = observed
    .flatMap((object) =>
      object.kind === 'link' && object.spec.type === 'vxlan' ? [{ name: object.name, ...object.spec }] : [],
    )
    .filter(({ external, local }) => external || spoken.has(familyOf(local)));
  const twin = vxlans.find((link) => !own.has(link.name) && link.vni === vni && link.port === port);
  if (twin !== undefined)
    return [
      error(
        `VNI ${vni} on port ${port} is taken by ${twin.name}`,
        `Take another VNI in the net-conf, or: ${shellCommand(['ip', 'link', 'del', twin.name])}`,
      ),
    ];
  // Links of one mode share a port; the kernel refuses to bring up one of another.
  const other = vxlans.find(
    (link) => !own.has(link.name) && link.port === port && (link.external || link.gbp !== backend.gbp),
  );
  if (other !== undefined)
    return [
      error(
        `UDP port ${port} is taken by ${other.name}, a vxlan link with ${other.external ? 'external VNIs' : 'another gbp'}`,
        `Take another Port in the net-conf, or: ${shellCommand(['ip', 'link', 'del', other.name])}`,
      ),
    ];
  const isVxlanPort = vxlans.some((link) => link.port === port);
  if (isVxlanPort || !ports.includes(port)) return [];
  return [
    error(
      `UDP port ${port} is taken by a program`,
      `See which with: ss -lunp 'sport = ${port}'. Or take another Port in the net-conf.`,
    ),
  ];
}

/** A second vxlan with the same VNI and port, or a socket on the port, is refused by the kernel (faults, section 0). */
export const vxlan = nodeCheck({
  name: 'Vxlan',
  symptom: 'The overlay link can’t be created or brought up: “File exists”, “Address already in use”',
  exit: 'preflight',
  when: ['preflight', 'status'],
  needs: () => ({ ports: udpPorts }),
  run: (node, { ports }) => vxlanFindings(node, ports),
});
