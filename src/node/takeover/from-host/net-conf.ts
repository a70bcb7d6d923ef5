import type { FoundOverlay } from '../../../backends/index.ts';
import type { Problem } from '../../../errors/index.ts';
import { Failure } from '../../../errors/index.ts';
import { OTHER_BACKEND_LINKS, type SubnetEnv } from '../../../flannel/index.ts';
import type { Link } from '../../../state/index.ts';
import { usesNft } from './rules.ts';
import type { FamilyView, Observed } from './types.ts';

/** The net-conf that a host was built with, as far as the host shows it. */
export function hostNetConf(
  observed: Observed,
  env: Partial<SubnetEnv>,
  views: readonly FamilyView[],
): {
  readonly netConf: Readonly<Record<string, unknown>>;
  readonly type: string;
  readonly problems: readonly Problem[];
} {
  const { type, backend, problems } = hostBackend(observed, env, views);
  const nft = usesNft(observed);
  const netConf = {
    ...(env.ipv4 ? { Network: env.ipv4.network } : { EnableIPv4: false }),
    ...(env.ipv6 && { EnableIPv6: true, IPv6Network: env.ipv6.network }),
    ...(nft === undefined ? {} : { EnableNFTables: nft }),
    Backend: backend,
  };
  return { netConf, type, problems };
}

function hostBackend(
  observed: Observed,
  env: Partial<SubnetEnv>,
  views: readonly FamilyView[],
): { readonly type: string; readonly backend: object; readonly problems: readonly Problem[] } {
  const overlays = views.flatMap(({ overlay }) => overlay ?? []);
  const [first] = overlays;
  const isDirect = views.some(({ direct }) => direct.length > 0);
  if (first !== undefined) {
    const links = overlays.map(({ link }) => link);
    const backend = first.rules.backendOf(links, observed, isDirect);
    return { type: first.type, backend, problems: mtuProblem(env, first, links) };
  }
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
    message: 'there is no overlay link and no peer on this host: the backend is taken for host-gw',
    hint: 'If it is another, change Backend in the plan.',
  };
  return { type: 'host-gw', backend: { Type: 'host-gw' }, problems: isDirect ? [] : [problem] };
}

/**
 * An existing link keeps its MTU when the net-conf's changes (flannel-facts 2.1): then the pods' MTU differs from it.
 */
function mtuProblem(
  { mtu }: Partial<SubnetEnv>,
  { rules }: FoundOverlay,
  links: readonly Link[],
): readonly Problem[] {
  if (mtu === undefined || rules.isMtuOf(mtu, links)) return [];
  const names = links.map(({ name, mtu: has }) => `${name} has ${has}`).join(', ');
  return [{ severity: 'warning', message: `FLANNEL_MTU is ${mtu}, but ${names}: the plan has the link's` }];
}
