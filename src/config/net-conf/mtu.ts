import {
  type EnabledFamilies,
  LEAST_MTU,
  leastMtu,
  neediestFamily,
  type Overhead,
} from '../../flannel/index.ts';
import type { Read, Reporter } from '../../text/index.ts';

/** The smallest usual MTU. Every IPv4 host accepts 576 bytes (RFC 791); some software breaks on a link with less. */
const USUAL_LEAST = 576;
const MOST = 65535;
const JUMBO = 9216;

/** Checks a backend's `MTU`, which replaces the uplink's MTU before the overhead is subtracted. */
export function checkMtu(
  { at, value }: Read<unknown>,
  overhead: Overhead,
  families: EnabledFamilies,
  report: Reporter,
): void {
  if (typeof value !== 'number') return;
  const family = neediestFamily(families);
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
