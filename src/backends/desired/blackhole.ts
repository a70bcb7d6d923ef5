import { type HostObject, PROTOCOL } from '../../state/index.ts';
import type { BackendInput } from '../base/input.ts';

/** The blackhole routes of this node's subnets, as flanneld has them with --ip-blackhole-route (flannel-facts 7.4). */
export const blackholeObjects = ({ families, blackholeRoute = false }: BackendInput): HostObject[] =>
  blackholeRoute
    ? families.map(({ own }): HostObject => ({ kind: 'blackhole', dst: own.subnet, protocol: PROTOCOL }))
    : [];
