import { type BackendConfig, parseLeaseData } from '../../backends/index.ts';
import { Failure, type Problem } from '../../errors/index.ts';
import type { LeaseData } from '../../flannel/index.ts';
import { dataText, type FamilyRequest, NODE_KEYS, type NodeRequest } from '../../leases/index.ts';
import {
  FAMILY_NAMES,
  type FamilyName,
  familyOf,
  parseAddress,
  parseMac,
  parseNodeName,
  parsePrefix,
  prefixFamily,
} from '../../net/index.ts';

const FORM =
  'Write NAME=PUBLIC_IP,SUBNET, such as n1=192.168.1.1,10.244.1.0/24; of two families all four. VTEP_MACs may follow.';

const problem = (text: string, what: string, hint = FORM): Problem => ({
  severity: 'error',
  message: `--peer ${JSON.stringify(text)}: ${what}`,
  hint,
});

/** The message for a peer that lacks only the subnet. */
const lacksSubnet = (text: string, name: string, family: FamilyName): string =>
  `Write the subnet that ${name} has after its address, as in --peer ${text},${SUBNETS[family]}; flannelctl status on ${name} says which it is.`;

const SUBNETS = { ipv4: '10.244.2.0/24', ipv6: 'fd00:10:244:2::/64' } as const;

/** The values of a peer, told apart by their form. */
interface Values {
  readonly ipv4: Partial<FamilyRequest>;
  readonly ipv6: Partial<FamilyRequest>;
  /** The lease data of the families, in their order. */
  readonly data: readonly LeaseData[];
  /** Values that are not understood, or given twice. */
  readonly wrong: readonly string[];
}

const NO_VALUES: Values = { ipv4: {}, ipv6: {}, data: [], wrong: [] };

const nameOf = (family: 4 | 6): FamilyName => (family === 4 ? 'ipv4' : 'ipv6');

function addValue(values: Values, text: string): Values {
  const data = parseLeaseData(text);
  if (data !== undefined) return { ...values, data: [...values.data, data] };
  const mac = parseMac(text);
  const publicIP = parseAddress(text);
  const pin = parsePrefix(text);
  const wrong = (what: string): Values => ({ ...values, wrong: [...values.wrong, what] });
  // Every unicast MAC is lease data of vxlan.
  if (mac !== undefined)
    return wrong(
      `${mac} is ${Number.parseInt(mac, 16) === 0 ? 'no' : 'a multicast'} MAC address; a VTEP has a unicast one`,
    );
  if (publicIP !== undefined) return addTo(values, nameOf(familyOf(publicIP)), { publicIP });
  if (pin !== undefined && pin === text) return addTo(values, nameOf(prefixFamily(pin)), { pin });
  const kind = text.includes('/') ? 'not a subnet' : 'neither an IP address nor a MAC address';
  return wrong(`${JSON.stringify(text)} is ${kind}`);
}

function addTo(values: Values, family: FamilyName, value: Partial<FamilyRequest>): Values {
  const [key = ''] = Object.keys(value);
  if (key in values[family])
    return {
      ...values,
      wrong: [
        ...values.wrong,
        `it has two values for ${NODE_KEYS[family][key === 'pin' ? 'subnet' : 'publicIP']}`,
      ],
    };
  return { ...values, [family]: { ...values[family], ...value } };
}

/** The request of a family, which needs all of its values or none. */
function requestOf(
  own: Partial<FamilyRequest>,
  data: LeaseData | undefined,
): FamilyRequest | string | undefined {
  const { publicIP, pin } = own;
  if (publicIP === undefined && pin === undefined) return undefined;
  if (publicIP === undefined) return `there is no public IP beside the subnet ${pin}`;
  if (pin === undefined) return `there is no subnet beside the address ${publicIP}`;
  return { publicIP, pin, ...(data && { data }) };
}

function readPeer(text: string): NodeRequest | Problem {
  const [, name, list] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  if (name === undefined || list === undefined) return problem(text, 'not of the form of a peer');
  const node = parseNodeName(name);
  const { data, wrong, ...own } = list.split(',').reduce(addValue, NO_VALUES);
  const there = FAMILY_NAMES.filter((family) => Object.keys(own[family]).length > 0);
  const requests = there.map((family, i) => [family, requestOf(own[family], data[i])] as const);
  const faults = [
    ...(node === undefined ? [`${JSON.stringify(name)} is not a node name`] : []),
    ...wrong,
    // The missing value may be the one that was not understood.
    ...(wrong.length > 0
      ? []
      : requests.flatMap(([, request]) => (typeof request === 'string' ? request : []))),
    ...(there.length > 0 && data.length > there.length ? ['it has more MAC addresses than families'] : []),
  ];
  const [only] = there;
  if (node !== undefined && only !== undefined && list === own[only].publicIP)
    return problem(text, faults.join('; '), lacksSubnet(text, node, only));
  if (node === undefined || faults.length > 0 || there.length === 0)
    return problem(text, faults.join('; ') || 'not of the form of a peer');
  return { name: node, ...Object.fromEntries(requests) };
}

/** Reads the values of --peer; a Failure lists every one that can't be read. */
export function readPeers(texts: readonly string[]): NodeRequest[] {
  const read = texts.map(readPeer);
  const names = read.map((one) => ('severity' in one ? undefined : one.name));
  const again = texts.filter((_, i) => names[i] !== undefined && names.indexOf(names[i]) !== i);
  const problems = [
    ...read.filter((one): one is Problem => 'severity' in one),
    ...again.map((text) => problem(text, 'a peer of this name is given before')),
  ];
  if (problems.length > 0) throw new Failure('invalidConfig', 'a peer could not be read', { problems });
  return read.filter((one): one is NodeRequest => !('severity' in one));
}

/** A peer as a value of `--peer`. Lease data is left out if all of it follows from the subnets. */
export function peerText({ name, ...families }: NodeRequest, backend: BackendConfig): string {
  const own = FAMILY_NAMES.flatMap((family) => families[family] ?? []);
  const data = own.map((family) => dataText(backend, family));
  const values = [
    ...own.flatMap(({ publicIP, pin }) => [publicIP, ...(pin === undefined ? [] : [pin])]),
    ...(data.every((text) => text !== undefined) ? data : []),
  ];
  return `${name}=${values.join(',')}`;
}
