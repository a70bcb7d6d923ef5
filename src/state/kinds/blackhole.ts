import type { Prefix } from '../../net/index.ts';
import { words } from '../../words/index.ts';
import { ip } from '../base/instruction.ts';
import { DELETE_IT, type Kind, LEADS_NOWHERE } from '../base/kind.ts';
import { PROTOCOL } from '../base/protocol.ts';
import { isCidr } from '../base/values.ts';

/**
 * A route of the main table that drops what no other route of the same prefix takes. Its metric is the worst there is: the
 * route that the kernel makes with the bridge's address has the same prefix, and of two with one metric the first wins (6.18).
 */
export interface Blackhole {
  readonly kind: 'blackhole';
  readonly dst: Prefix;
  readonly protocol: number;
}

/** The worst metric that there is. */
export const BLACKHOLE_METRIC = 4_294_967_295;

const show = ({ dst }: Blackhole): string => `route blackhole ${dst} metric ${BLACKHOLE_METRIC}`;

const spec = ({ dst, protocol }: Blackhole) =>
  words`blackhole ${dst} metric ${BLACKHOLE_METRIC} protocol ${protocol}`;

export const blackholeKind: Kind<Blackhole> = {
  kind: 'blackhole',
  key: ({ dst }) => dst,
  name: show,
  show,
  isWellFormed: ({ dst }) => isCidr(dst),
  fields: ({ protocol }) => ({ protocol: `${protocol}` }),
  isSame: (a, b) => a.protocol === b.protocol,
  fixed: () => [],
  isOurs: ({ protocol }) => protocol === PROTOCOL,
  isRecorded: () => false,
  // It drops the same packets.
  foreign: () => 'keep',
  resolution: () => DELETE_IT,
  needs: () => [],
  loses: () => [],
  ...LEADS_NOWHERE,
  create: (route) => [ip('route', words`route add ${spec(route)}`)],
  update: (_, to) => [ip('route', words`route replace ${spec(to)}`)],
  remove: (route) => [ip('route', words`route del ${spec(route)}`)],
};
