import type { Problem } from '../../../errors/index.ts';
import { Failure } from '../../../errors/index.ts';
import {
  OTHER_BACKEND_LINKS,
  type SubnetEnv,
  VXLAN_OVERHEAD,
  VXLAN_PORT,
  VXLAN_VNI,
  vxlanLinkFamily,
} from '../../../flannel/index.ts';
import { usesNft } from './rules.ts';
import type { FamilyView, Observed, Vtep } from './types.ts';

/** The net-conf that a host was built by, as far as the host shows it. */
export function hostNetConf(
  observed: Observed,
  env: Partial<SubnetEnv>,
  views: readonly FamilyView[],
): {
  readonly netConf: Readonly<Record<string, unknown>>;
  readonly type: string;
  readonly problems: readonly Problem[];
} {
  const { backend, problems } = hostBackend(observed, env, views);
  const nft = usesNft(observed);
  const netConf = {
    ...(env.ipv4 ? { Network: env.ipv4.network } : { EnableIPv4: false }),
    ...(env.ipv6 && { EnableIPv6: true, IPv6Network: env.ipv6.network }),
    ...(nft === undefined ? {} : { EnableNFTables: nft }),
    Backend: backend,
  };
  return { netConf, type: backend.Type, problems };
}

function hostBackend(observed: Observed, env: Partial<SubnetEnv>, views: readonly FamilyView[]) {
  const vteps = views.flatMap(({ vtep }) => vtep ?? []);
  const [vtep] = vteps;
  if (vtep !== undefined) return vxlanBackend(observed, env, views, [vtep, ...vteps.slice(1)]);
  const other = observed.find(
    (object) => object.kind === 'link' && Object.hasOwn(OTHER_BACKEND_LINKS, object.name),
  );
  if (other?.kind === 'link')
    throw new Failure(
      'invalidConfig',
      `no plan can be read off this host: ${other.name} is of flannel's ${OTHER_BACKEND_LINKS[other.name]} backend`,
      { hint: 'Take the nodes from etcd or Kubernetes: flannelctl plan --nodes FILE' },
    );
  const problem: Problem = {
    severity: 'warning',
    message: 'there is no vxlan link and no peer on this host: the backend is taken for host-gw',
    hint: 'If it is another, change Backend in the plan.',
  };
  const isKnown = views.some(({ direct }) => direct.length > 0);
  return { backend: { Type: 'host-gw' }, problems: isKnown ? [] : [problem] };
}

function vxlanBackend(
  observed: Observed,
  env: Partial<SubnetEnv>,
  views: readonly FamilyView[],
  vteps: readonly [Vtep, ...Vtep[]],
) {
  const [{ spec }] = vteps;
  const { vni, port, gbp, learning } = spec;
  const uplink = observed.find((object) => object.kind === 'link' && object.name === spec.dev);
  const base = baseMtu(vteps, uplink?.kind === 'link' ? uplink.mtu : undefined);
  const backend = {
    Type: 'vxlan',
    ...(vni === VXLAN_VNI ? {} : { VNI: vni }),
    ...(port === VXLAN_PORT ? {} : { Port: port }),
    ...(base === undefined ? {} : { MTU: base }),
    ...(gbp && { GBP: true }),
    ...(learning && { Learning: true }),
    ...(views.some(({ direct }) => direct.length > 0) && { DirectRouting: true }),
  };
  return { backend, problems: mtuProblem(env, vteps) };
}

/** The net-conf's MTU, unless it is what the uplink's gives. Without the uplink's it is written, to be safe. */
function baseMtu(
  [first, ...others]: readonly [Vtep, ...Vtep[]],
  uplink: number | undefined,
): number | undefined {
  const v4 = [first, ...others].find(({ name }) => vxlanLinkFamily(name) === 'ipv4');
  if (v4 === undefined && uplink !== undefined && first.mtu === uplink - VXLAN_OVERHEAD.ipv6)
    return undefined;
  const base = (v4 ?? first).mtu + VXLAN_OVERHEAD.ipv4;
  return base === uplink ? undefined : base;
}

/** An existing link keeps its MTU when the net-conf's is changed (flannel-facts 2.1): then the pods' differs from it. */
function mtuProblem({ mtu }: Partial<SubnetEnv>, vteps: readonly Vtep[]): readonly Problem[] {
  const links = vteps.map((vtep) => vtep.mtu);
  if (mtu === undefined || links.includes(mtu)) return [];
  const names = vteps.map((vtep) => `${vtep.name} has ${vtep.mtu}`).join(', ');
  // The kernel gives the IPv6 link less than flanneld asks for; pods are told what was asked for.
  const isClamped = vteps.every(
    ({ name, mtu: has }) =>
      vxlanLinkFamily(name) === 'ipv6' && has === mtu - VXLAN_OVERHEAD.ipv6 + VXLAN_OVERHEAD.ipv4,
  );
  return isClamped
    ? []
    : [{ severity: 'warning', message: `FLANNEL_MTU is ${mtu}, but ${names}: the plan has the link's` }];
}
