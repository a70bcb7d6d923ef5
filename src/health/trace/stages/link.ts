import type { LinkJson } from '../../../host/index.ts';
import { broken, type HopKind, type TraceHop } from '../model.ts';
import { addressesOf, hasCarrier, isUp, kindOfLink } from '../view.ts';

/** What a link is besides its addresses, in the words of `ip -d link`. */
function details({ master, linkinfo }: LinkJson): string[] {
  const { id, port, local } = linkinfo?.info_data ?? {};
  return [
    ...(kindOfLink({ linkinfo } as LinkJson) === 'vxlan'
      ? [
          `vxlan id ${String(id)}`,
          ...(typeof local === 'string' ? [`local ${local}`] : []),
          `dstport ${String(port)}`,
        ]
      : []),
    ...(master === undefined ? [] : [`master ${master}`]),
  ];
}

interface LinkPlace {
  readonly on: string;
  readonly kind: HopKind;
  readonly name: string;
  readonly family: 4 | 6;
  readonly check: string;
}

/** A link that a packet passes; broken where it is missing, down or without a carrier. */
export function linkHop(link: LinkJson | undefined, { on, kind, name, family, check }: LinkPlace): TraceHop {
  const hop = { on, kind, interface: name };
  if (link === undefined) return broken({ ...hop, object: 'missing' }, `there is no link ${name}`, check);
  const shown = {
    ...hop,
    object: [...details(link), ...addressesOf(link, family)].join(' ') || 'up',
    ...(link.mtu === undefined ? {} : { mtu: link.mtu, carries: link.mtu }),
  };
  if (!isUp(link)) return broken(shown, `${name} is down`, check);
  if (!hasCarrier(link)) return broken(shown, `${name} has no carrier`, check);
  return { ...shown, state: 'ok' };
}
