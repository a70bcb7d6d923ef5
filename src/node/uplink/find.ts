import {
  defaultRoutes,
  type Facts,
  hostFacts,
  hostLinks,
  reachTo,
  type Uplink,
  type UplinkChoice,
} from '../../host/index.ts';
import { chooseUplink } from './choose.ts';
import type { UplinkFacts } from './match.ts';
import { patternReader } from './regex.ts';

/** What an uplink is chosen by. */
type FactChoice = Pick<UplinkChoice, 'ifaceRegex' | 'canReach'>;

/** Looks at the host for all that its uplink is chosen by. */
export async function readUplinkFacts(
  { canReach, ifaceRegex }: FactChoice,
  facts: Facts,
): Promise<UplinkFacts> {
  const patterns = ifaceRegex.length === 0 ? [] : (await patternReader())(ifaceRegex);
  const [links, routes, reach] = await Promise.all([
    facts(hostLinks),
    facts(defaultRoutes),
    canReach === undefined ? null : facts(reachTo(canReach)),
  ]);
  return { links, defaultRoutes: routes, ...(reach === null ? {} : { reach }), patterns };
}

/** Looks at the host, and finds the uplink as flanneld would (flannel-facts 7.2); a Failure says why there is none. */
export const findUplink = async (choice: UplinkChoice, facts: Facts = hostFacts()): Promise<Uplink> =>
  chooseUplink(choice, await readUplinkFacts(choice, facts));
