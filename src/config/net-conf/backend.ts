import {
  didYouMean,
  type Entry,
  type ObjectNode,
  openingOf,
  quote,
  type Range,
  type Reporter,
  toValue,
} from '../../text/index.ts';
import type { BackendConfig } from '../types.ts';
import { type BackendValues, checkBackendValues } from './backend-values.ts';
import { BACKENDS, type BackendSpec, type BackendType, backendType } from './backends.ts';
import { type Fields, readFields } from './fields.ts';
import { MISPLACED_IN_BACKEND } from './keys.ts';
import type { EnabledFamilies } from './mtu.ts';
import { type Read, readFlag, readText, readWhole } from './values.ts';
import { vxlanConfig } from './vxlan.ts';

/**
 * Checks the `Backend` of a net-conf (flannel-facts 1.2, 2.1 to 2.9). Undefined if its type is wrong, or if it is vxlan
 * and anything in it is wrong; all of it is reported then. `whole` is where to point when there is no Backend.
 */
export function checkBackend(
  entry: Entry | undefined,
  families: EnabledFamilies,
  whole: Range,
  report: Reporter,
): BackendConfig | undefined {
  if (entry === undefined) {
    const message =
      'Backend is missing: flanneld takes udp, which copies every packet through user space; flannelctl takes vxlan';
    report.warn(whole, message, 'Add "Backend": {"Type": "vxlan"}.');
    return vxlanConfig(new Map(), families, report);
  }
  const { value: node } = entry;
  if (node.kind !== 'object') {
    const message = `Backend must be an object, not ${quote(toValue(node))}`;
    report.error(openingOf(node), message, `Write "Backend": {"Type": "vxlan"}.`);
    return undefined;
  }
  const type = readType(node, report);
  if (type === undefined) return undefined;
  const values = readValues(node, BACKENDS[type], report);
  checkBackendValues(type, values, { node, families }, report);
  return type === 'vxlan' ? vxlanConfig(values, families, report) : { type };
}

/** flanneld takes `{}` and a null Backend for the type "", which it does not know. */
function readType(node: ObjectNode, report: Reporter): BackendType | undefined {
  const entry = node.entries.findLast(({ key }) => key.toLowerCase() === 'type');
  const known = Object.keys(BACKENDS);
  if (entry === undefined || (entry.value.kind === 'scalar' && entry.value.value === null)) {
    report.error(
      entry?.keyRange ?? openingOf(node),
      'Backend has no Type',
      `Add "Type": "vxlan". Known are: ${known.join(', ')}.`,
    );
    return undefined;
  }
  const { at, value } = readText(entry, 'Type', report) ?? { at: entry.value };
  if (value === undefined) return undefined;
  const type = backendType(value);
  if (type === undefined) {
    const hint = didYouMean(value, known) ?? `Known are: ${known.join(', ')}.`;
    report.error(at, `unknown backend type ${quote(value)}`, hint);
  }
  return type;
}

const READERS = { flag: readFlag, whole: readWhole, text: readText } as const;

function readValues(node: ObjectNode, { keys, ignored = {} }: BackendSpec, report: Reporter): BackendValues {
  const misplaced = Object.fromEntries(Object.entries(ignored).map(([key, because]) => [key, { because }]));
  const known = {
    keys: ['Type', ...Object.keys(keys)],
    misplaced: { ...MISPLACED_IN_BACKEND, ...misplaced },
  };
  const fields: Fields = readFields(node, known, report);
  const values = new Map<string, Read<boolean | number | string>>();
  for (const [name, kind] of Object.entries(keys)) {
    const read = READERS[kind](fields.get(name), name, report);
    if (read !== undefined) values.set(name, read);
  }
  return values;
}
