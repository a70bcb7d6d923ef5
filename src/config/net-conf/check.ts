import { isError, type Problem } from '../../errors/index.ts';
import type { FamilyNetwork } from '../../flannel/index.ts';
import {
  makeReporter,
  openingOf,
  quote,
  type Reporter,
  type Source,
  type SourceNode,
  type TextRange,
  toValue,
} from '../../text/index.ts';
import type { NetConf } from '../types.ts';
import { checkBackend } from './backend.ts';
import { type FamilyRules, IPV4, IPV6, shapeKeys } from './families.ts';
import { type FamilyShape, familyNetwork } from './family-network.ts';
import { type ConfFields, readFields } from './fields.ts';
import { NET_CONF_KEYS } from './keys.ts';
import { readAddress, readFlag, readNetwork, readWhole } from './values.ts';

/** The result of checking a net-conf: the net-conf if it has no error, and every problem. */
export interface CheckedNetConf {
  readonly netConf?: NetConf;
  readonly problems: readonly Problem[];
}

export interface NetConfOptions {
  /**
   * The store that flanneld reads the net-conf from. With `kubernetes` it ignores the keys about subnets (flannel-facts
   * 1.3).
   */
  readonly store?: 'etcd' | 'kubernetes';
}

/** Checks a net-conf.json by flanneld's rules (flannel-facts 1.1 to 1.3) and for what flanneld misses (13.1). */
export function checkNetConf(
  root: SourceNode,
  source: Source,
  { store }: NetConfOptions = {},
): CheckedNetConf {
  const report = makeReporter(source);
  const { problems } = report;
  const whole = openingOf(root);
  if (root.kind !== 'object') {
    report.error(
      whole,
      `a net-conf is an object, not ${quote(toValue(root))}`,
      'Write { "Network": "10.244.0.0/16" … }.',
    );
    return { problems };
  }
  const fields = readFields(root, NET_CONF_KEYS, report);
  const flag = (name: string): boolean | undefined => readFlag(fields.get(name), name, report)?.value;
  const families = { ipv4: flag('EnableIPv4') ?? true, ipv6: flag('EnableIPv6') ?? false };
  const enableNFTables = flag('EnableNFTables');
  if (!families.ipv4 && !families.ipv6) reportNoFamily(fields, whole, report);
  const ipv4 = checkFamily(IPV4, families.ipv4, fields, whole, report);
  const ipv6 = checkFamily(IPV6, families.ipv6, fields, whole, report);
  const backend = checkBackend(fields.get('Backend'), families, whole, report);
  if (store === 'kubernetes') warnOfIgnoredKeys(fields, report);
  if (backend === undefined || problems.some(isError)) return { problems };
  const netConf = {
    ...(ipv4 && { ipv4 }),
    ...(ipv6 && { ipv6 }),
    ...(enableNFTables === undefined ? {} : { enableNFTables }),
    backend,
  };
  return { netConf, problems };
}

function reportNoFamily(fields: ConfFields, whole: TextRange, report: Reporter): void {
  const at = fields.get('EnableIPv4')?.value ?? whole;
  const hint = 'Turn one of EnableIPv4 and EnableIPv6 on. flanneld says: none defined stack.';
  report.error(at, 'both IPv4 and IPv6 are off', hint);
}

/**
 * Checks one family. If it is on, derives its network as flanneld does. If it is off, its keys are parsed and then
 * ignored, as in flanneld.
 */
function checkFamily(
  rules: FamilyRules,
  isOn: boolean,
  fields: ConfFields,
  whole: TextRange,
  report: Reporter,
): FamilyNetwork | undefined {
  const { keys, family } = rules;
  const shape: FamilyShape = {
    network: readNetwork(family)(fields.get(keys.network), keys.network, report),
    subnetLen: readWhole(fields.get(keys.subnetLen), keys.subnetLen, report),
    subnetMin: readAddress(family)(fields.get(keys.subnetMin), keys.subnetMin, report),
    subnetMax: readAddress(family)(fields.get(keys.subnetMax), keys.subnetMax, report),
  };
  if (isOn) return familyNetwork(rules, shape, whole, report);
  for (const key of shapeKeys(rules)) {
    const entry = fields.get(key);
    if (entry === undefined) continue;
    const message = `${key} has no effect: ${keys.enable} is ${fields.has(keys.enable) ? '' : 'not set, which means '}false`;
    report.warn(entry.keyRange, message, `Remove it, or set "${keys.enable}": true.`);
  }
  return undefined;
}

/**
 * Warns of keys about subnets: in Kubernetes a node's subnet is its podCIDR, and flanneld does not check the rest of
 * the network's shape.
 */
function warnOfIgnoredKeys(fields: ConfFields, report: Reporter): void {
  for (const key of [IPV4, IPV6].flatMap((rules) => shapeKeys(rules).slice(1))) {
    const entry = fields.get(key);
    if (entry !== undefined)
      report.warn(
        entry.keyRange,
        `flanneld ignores ${key} in Kubernetes: a node's subnet is its podCIDR`,
        'Remove it.',
      );
  }
}
