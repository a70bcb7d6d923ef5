import {
  BACKEND_TYPES,
  type BackendConfig,
  type BackendValues,
  type ConfigRules,
  configRules,
  DEFAULT_BACKEND,
} from '../../backends/index.ts';
import type { EnabledFamilies } from '../../flannel/index.ts';
import {
  didYouMean,
  type Entry,
  type ObjectNode,
  openingOf,
  quote,
  type Read,
  type Reporter,
  type TextRange,
  toValue,
} from '../../text/index.ts';
import { checkBackendValues } from './backend-values.ts';
import { type ConfFields, readFields } from './fields.ts';
import { MISPLACED_IN_BACKEND } from './keys.ts';
import { readFlag, readWhole, textValue } from './values.ts';

/**
 * Checks the `Backend` of a net-conf (flannel-facts 1.2, 2.1 to 2.9). Undefined if its type is wrong, or if
 * the backend can't make anything of its values; all of it is reported then. `whole` is where to point when there is no Backend.
 */
export function checkBackend(
  entry: Entry | undefined,
  families: EnabledFamilies,
  whole: TextRange,
  report: Reporter,
): BackendConfig | undefined {
  if (entry === undefined) {
    const message = `Backend is missing: flanneld takes udp, which copies every packet through user space; flannelctl takes ${DEFAULT_BACKEND}`;
    report.warn(whole, message, `Add ${EXAMPLE}.`);
    return configOf(DEFAULT_BACKEND, new Map(), families, report);
  }
  const { value: node } = entry;
  if (node.kind !== 'object') {
    const message = `Backend must be an object, not ${quote(toValue(node))}`;
    report.error(openingOf(node), message, `Write ${EXAMPLE}.`);
    return undefined;
  }
  const type = readType(node, report);
  if (type === undefined) return undefined;
  const values = readValues(node, configRules(type), report);
  checkBackendValues(type, values, { node, families }, report);
  return configOf(type, values, families, report);
}

const EXAMPLE = `"Backend": {"Type": "${DEFAULT_BACKEND}"}`;

function configOf(
  type: string,
  values: BackendValues,
  families: EnabledFamilies,
  report: Reporter,
): BackendConfig | undefined {
  const { read } = configRules(type);
  return read === undefined ? { type } : read(values, families, report);
}

/** Reads the backend's type. flanneld reads `{}` and a null Backend as the type "", which is unknown to it. */
function readType(node: ObjectNode, report: Reporter): string | undefined {
  const entry = node.entries.findLast(({ key }) => key.toLowerCase() === 'type');
  if (entry === undefined || (entry.value.kind === 'scalar' && entry.value.value === null)) {
    report.error(
      entry?.keyRange ?? openingOf(node),
      'Backend has no Type',
      `Add "Type": "${DEFAULT_BACKEND}". Known are: ${BACKEND_TYPES.join(', ')}.`,
    );
    return undefined;
  }
  const { at, value } = textValue(entry, 'Type', report) ?? { at: entry.value };
  if (value === undefined) return undefined;
  // flanneld looks names up in lower case.
  const type = BACKEND_TYPES.find((name) => name === value.toLowerCase());
  if (type === undefined) {
    const hint = didYouMean(value, BACKEND_TYPES) ?? `Known are: ${BACKEND_TYPES.join(', ')}.`;
    report.error(at, `unknown backend type ${quote(value)}`, hint);
  }
  return type;
}

const READERS = { flag: readFlag, whole: readWhole, text: textValue } as const;

function readValues(node: ObjectNode, { keys, ignored = {} }: ConfigRules, report: Reporter): BackendValues {
  const misplaced = Object.fromEntries(Object.entries(ignored).map(([key, because]) => [key, { because }]));
  const known = {
    keys: ['Type', ...Object.keys(keys)],
    misplaced: { ...MISPLACED_IN_BACKEND, ...misplaced },
  };
  const fields: ConfFields = readFields(node, known, report);
  const values = new Map<string, Read<boolean | number | string>>();
  for (const [name, kind] of Object.entries(keys)) {
    const read = READERS[kind](fields.get(name), name, report);
    if (read !== undefined) values.set(name, read);
  }
  return values;
}
