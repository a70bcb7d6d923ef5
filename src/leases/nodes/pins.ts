import { FAMILY_NAMES, type Prefix } from '../../net/index.ts';
import type { NodeRequest } from '../types.ts';

/** The subnets that a node requests. */
export const pinsOf = (node: NodeRequest): readonly Prefix[] =>
  FAMILY_NAMES.flatMap((family) => node[family]?.pin ?? []);
