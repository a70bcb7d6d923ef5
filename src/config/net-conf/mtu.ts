import { LEAST_MTU } from '../../flannel/index.ts';
import type { Reporter } from '../../text/index.ts';
import type { Read } from './values.ts';

/** The address families a net-conf turns on. */
export interface EnabledFamilies {
  readonly ipv4: boolean;
  readonly ipv6: boolean;
}

/** Every IPv4 host takes 576 bytes (RFC 791); below, software breaks that never met such a link. */
const USUAL_LEAST = 576;
const MOST = 65535;
const JUMBO = 9216;

interface Overhead {
  readonly ipv4: number;
  readonly ipv6: number;
}

/** The family that needs the most room, of those a net-conf turns on. */
const neediest = ({ ipv6 }: EnabledFamilies): keyof Overhead => (ipv6 ? 'ipv6' : 'ipv4');

/** The least value that `MTU` may have. */
export function leastMtu(overhead: Overhead, families: EnabledFamilies): number {
  const family = neediest(families);
  return LEAST_MTU[family] + overhead[family];
}

/** Checks a backend's `MTU`: the MTU to reckon with instead of the uplink's, before the overhead is taken off. */
export function checkMtu(
  { at, value }: Read<unknown>,
  overhead: Overhead,
  families: EnabledFamilies,
  report: Reporter,
): void {
  if (typeof value !== 'number') return;
  const family = neediest(families);
  const inner = value - overhead[family];
  const least = leastMtu(overhead, families);
  const leaves = `MTU ${value} leaves ${inner} bytes for the pods' packets (${overhead[family]} are overhead)`;
  const leaveOut = "or leave MTU out for the uplink's";
  if (value > MOST)
    report.error(at, `MTU ${value} is more than any link has`, `Take at most ${MOST}, ${leaveOut}.`);
  else if (inner < LEAST_MTU[family])
    report.error(
      at,
      `${leaves}: ${families.ipv6 ? 'IPv6' : 'IPv4'} needs ${LEAST_MTU[family]}`,
      `Take at least ${least}, ${leaveOut}.`,
    );
  else if (inner < USUAL_LEAST)
    report.warn(
      at,
      `${leaves}: less than the ${USUAL_LEAST} that every IPv4 host takes`,
      `Take more, ${leaveOut}.`,
    );
  else if (value > JUMBO)
    report.warn(
      at,
      `MTU ${value} is larger than jumbo frames`,
      `Check it against the uplink; the usual values are 1500 and 9000.`,
    );
}
