import { Failure, type Problem } from '../../errors/index.ts';
import { SUBNET_ENV } from '../../flannel/index.ts';
import { type Address, FAMILY_NAMES, FAMILY_OF, familyOf, parseAddress } from '../../net/index.ts';
import { readCniConf } from '../input/inputs.ts';
import type { NodeOptions, SavedNode } from '../saved/saved-node.ts';
import { hostCni, hostOptions } from '../takeover/adopt.ts';
import { patternReader } from '../uplink/regex.ts';
import { nameFrom } from './own-node.ts';
import type { SetUpInput } from './set-up-input.ts';
import { subnetFileFrom } from './subnet-file.ts';

const PUBLIC_IP = { ipv4: 'publicIP', ipv6: 'publicIPv6' } as const;

const FLAGS = { ipv4: '--public-ip', ipv6: '--public-ipv6' } as const;

function addressProblems({ ifaceCanReach, ...given }: SetUpInput): Problem[] {
  const wrong = (flag: string, text: string, what: string): Problem => ({
    severity: 'error',
    message: `${flag} ${JSON.stringify(text)} is not ${what}`,
  });
  return [
    ...FAMILY_NAMES.flatMap((family) => {
      const text = given[PUBLIC_IP[family]];
      const address = parseAddress(text ?? '');
      if (text === undefined || (address !== undefined && familyOf(address) === FAMILY_OF[family])) return [];
      return [wrong(FLAGS[family], text, family === 'ipv4' ? 'an IPv4 address' : 'an IPv6 address')];
    }),
    ...(ifaceCanReach === undefined || parseAddress(ifaceCanReach) !== undefined
      ? []
      : [wrong('--iface-can-reach', ifaceCanReach, 'an IP address')]),
  ];
}

function refuseBadAddresses(given: SetUpInput): void {
  const problems = addressProblems(given);
  if (problems.length > 0)
    throw new Failure('invalidConfig', 'an address can’t be read', {
      problems,
      hint: 'Write one such as 192.168.1.1 or fd00:192:168:1::1.',
    });
}

/** Refuses options that no host could make right: Failures `invalidConfig` name the flag. */
export async function refuseBadOptions(given: SetUpInput): Promise<void> {
  refuseBadAddresses(given);
  if (given.subnetFile !== undefined) subnetFileFrom(given.subnetFile);
  if (given.node !== undefined) nameFrom(given.node);
  if (given.ifaceRegex !== undefined) (await patternReader())(given.ifaceRegex);
}

/** Whether a flag chooses the uplink: earlier choices are then dropped. */
const isUplinkGiven = ({ iface, ifaceRegex, ifaceCanReach }: SetUpInput): boolean =>
  iface !== undefined || ifaceRegex !== undefined || ifaceCanReach !== undefined;

const UPLINK_OPTIONS = ['iface', 'ifaceRegex', 'ifaceCanReach', 'uplink'] as const;

/** What is not kept of earlier options, because the given ones replace it. */
function droppedOptions(given: SetUpInput): readonly (keyof NodeOptions)[] {
  if (given.stored !== undefined)
    return [...UPLINK_OPTIONS, 'publicIP', 'publicIPv6', 'subnetFile', 'ipBlackholeRoute'];
  return isUplinkGiven(given) ? UPLINK_OPTIONS : [];
}

/** An object without its undefined values. */
const present = <T extends object>(values: T): Partial<T> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<T>;

/** Options that are read from files: a given CNI conf, and the flags of a flanneld that ran here. */
export interface OptionSources {
  readonly cniConf: NodeOptions['cniConf'];
  readonly found: Partial<NodeOptions>;
}

/**
 * Reads the options that are in files; of a node that was set up before, only those that are given. A Failure says
 * what is wrong with a given CNI conf.
 */
export const readOptionSources = async (
  given: SetUpInput,
  record: SavedNode | undefined,
): Promise<OptionSources> => ({
  cniConf: given.cniConf === undefined ? undefined : await readCniConf(given.cniConf),
  found: record === undefined ? await foundOptions(given) : {},
});

/** The given options, for each missing one the saved value, else its default. */
export function mergeOptions(
  given: SetUpInput,
  record: SavedNode | undefined,
  { cniConf, found }: OptionSources,
): NodeOptions {
  refuseBadAddresses(given);
  const {
    iface,
    ifaceRegex,
    ifaceCanReach,
    publicIP,
    publicIPv6,
    ipMasq,
    randomFully,
    cniType,
    enableService,
  } = given;
  const remembered = { ...found, ...record?.options };
  for (const key of droppedOptions(given)) delete remembered[key];
  const told = { iface, ifaceRegex, ifaceCanReach, publicIP, publicIPv6, cniConf };
  const subnetFile =
    given.subnetFile === undefined ? remembered.subnetFile : subnetFileFrom(given.subnetFile);
  const ipBlackholeRoute = given.ipBlackholeRoute ?? remembered.ipBlackholeRoute;
  delete remembered.subnetFile;
  delete remembered.ipBlackholeRoute;
  return {
    ...remembered,
    ...(ipBlackholeRoute && { ipBlackholeRoute }),
    ...(subnetFile !== undefined && subnetFile !== SUBNET_ENV && { subnetFile }),
    ...(present(told) as object),
    ipMasq: ipMasq ?? remembered.ipMasq ?? true,
    randomFully: randomFully ?? remembered.randomFully ?? true,
    cniType: cniType ?? remembered.cniType ?? 'bridge',
    enableService: enableService ?? remembered.enableService ?? false,
  };
}

/** The options of a flanneld that ran here. */
const foundOptions = async ({ root, cniType, subnetFile }: SetUpInput): Promise<Partial<NodeOptions>> => ({
  ...(await hostOptions(root, subnetFile)),
  ...(cniType === undefined ? await hostCni(root) : {}),
});

/** The given public IPs, by family. */
export const givenPublicIPs = (
  options: Pick<NodeOptions, 'publicIP' | 'publicIPv6'>,
): { readonly ipv4?: Address; readonly ipv6?: Address } =>
  Object.fromEntries(
    FAMILY_NAMES.flatMap((family) => {
      const address = options[PUBLIC_IP[family]];
      return address === undefined ? [] : [[family, address]];
    }),
  );
