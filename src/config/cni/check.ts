import { isError, type Problem } from '../../errors/index.ts';
import type { CniConfList, CniPlugin } from '../../generated/types.js';
import { validateCniConfList, validateCniPlugin } from '../../generated/validators.js';
import {
  checkSchema,
  childOf,
  didYouMean,
  entryOf,
  makeReporter,
  type ObjectNode,
  openingOf,
  printable,
  quote,
  type Reporter,
  type Source,
  type SourceNode,
  textOf,
  toValue,
} from '../../text/index.ts';
import { checkBridgeName } from './bridge.ts';
import { checkFlannelPlugin } from './flannel-plugin.ts';

/** The result of checking a CNI conf list: the conf if it has no error, and every problem. */
export interface CheckedCniConf {
  readonly conf?: CniConfList;
  readonly problems: readonly Problem[];
}

/**
 * Checks a CNI conf list, or the conf of a single plugin, which is returned as a list of one (flannel-facts 8.1 to 8.3,
 * 8.5).
 */
export function checkCniConf(root: SourceNode, source: Source): CheckedCniConf {
  const report = makeReporter(source);
  if (root.kind !== 'object') {
    report.error(openingOf(root), `a CNI conf is an object, not ${quote(toValue(root))}`);
    return { problems: report.problems };
  }
  const isList = entryOf(root, 'plugins') !== undefined || entryOf(root, 'type') === undefined;
  const validate = isList ? validateCniConfList : validateCniPlugin;
  checkVersion(root, report);
  if (isList) checkList(root, report);
  else checkSingle(root, report);
  const problems = [...checkSchema(validate, root, source), ...report.problems];
  if (problems.some(isError)) return { problems };
  const value = toValue(root);
  return { conf: isList ? (value as CniConfList) : listOf(value as CniPlugin), problems };
}

/** Converts a single plugin's conf to a conf list: the keys of the network move to the list. */
function listOf({ name = '', cniVersion, ...plugin }: CniPlugin): CniConfList {
  return { ...(cniVersion === undefined ? {} : { cniVersion }), name, plugins: [plugin] };
}

/** The CNI versions that the flannel plugin declares (flannel-facts 8.5). */
const VERSIONS = ['0.1.0', '0.2.0', '0.3.0', '0.3.1', '0.4.0', '1.0.0', '1.1.0'];

function checkVersion(root: ObjectNode, report: Reporter): void {
  const entry = entryOf(root, 'cniVersion');
  if (entry === undefined)
    report.warn(
      openingOf(root),
      'cniVersion is missing: runtimes take it for 0.1.0',
      'Add "cniVersion": "0.3.1".',
    );
  const version = textOf(root, 'cniVersion');
  if (entry === undefined || version === undefined || VERSIONS.includes(version)) return;
  const hint = didYouMean(version, VERSIONS) ?? `It supports ${VERSIONS.join(', ')}.`;
  report.warn(entry.value, `the flannel plugin does not support cniVersion ${quote(version)}`, hint);
}

const LIST_KEYS = [
  'cniVersion',
  'cniVersions',
  'name',
  'disableCheck',
  'disableGC',
  'loadOnlyInlinedPlugins',
  'plugins',
];

function checkList(root: ObjectNode, report: Reporter): void {
  for (const { key, keyRange } of root.entries)
    if (!LIST_KEYS.includes(key))
      report.warn(keyRange, `unknown key ${printable(key)}: runtimes ignore it`, didYouMean(key, LIST_KEYS));
  const plugins = childOf(root, 'plugins');
  if (plugins?.kind !== 'array') return;
  if (plugins.items.length === 0) report.error(plugins, 'plugins is empty', 'Add { "type": "flannel" }.');
  for (const plugin of plugins.items) {
    for (const key of ['name', 'cniVersion']) {
      const entry = entryOf(plugin, key);
      if (entry !== undefined)
        report.warn(entry.keyRange, `runtimes put the list's ${key} over this one`, 'Remove it.');
    }
    checkBridgeName(plugin, report);
    if (textOf(plugin, 'type') === 'flannel') checkFlannelPlugin(plugin, report);
  }
}

function checkSingle(root: ObjectNode, report: Reporter): void {
  if (entryOf(root, 'name') === undefined)
    report.error(openingOf(root), 'name is missing', 'Add the name of the network: "name": "cbr0".');
  checkBridgeName(root, report);
  if (textOf(root, 'type') === 'flannel') checkFlannelPlugin(root, report);
}
