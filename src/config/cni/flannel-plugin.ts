import { parsePrefix } from '../../net/index.ts';
import {
  childOf,
  didYouMean,
  entryOf,
  openingOf,
  printable,
  type Reporter,
  type SourceNode,
  textOf,
} from '../../text/index.ts';

/** The keys that the flannel plugin reads (flannel-facts 8.1), and those that runtimes read from any plugin's conf. */
const KEYS = [
  'cniVersion',
  'name',
  'type',
  'subnetFile',
  'dataDir',
  'delegate',
  'ipam',
  'runtimeConfig',
  'capabilities',
  'args',
  'dns',
];

/**
 * Checks for keys and values that the flannel plugin refuses or ignores (flannel-facts 8.3). The schema checks the
 * types.
 */
export function checkFlannelPlugin(plugin: SourceNode, report: Reporter): void {
  for (const { key, keyRange } of plugin.kind === 'object' ? plugin.entries : [])
    if (!KEYS.includes(key)) {
      const hint = didYouMean(key, KEYS) ?? 'Keys for the bridge plugin go inside delegate.';
      report.warn(keyRange, `unknown key ${printable(key)}: the flannel plugin ignores it`, hint);
    }
  const delegate = childOf(plugin, 'delegate');
  const name = entryOf(delegate, 'name');
  if (name !== undefined)
    report.error(name.keyRange, 'delegate must not have a name: the flannel plugin sets it', 'Remove it.');
  const ipam = entryOf(delegate, 'ipam');
  if (ipam !== undefined)
    report.error(
      ipam.keyRange,
      'delegate must not have ipam: the flannel plugin sets it',
      'Put it beside delegate.',
    );
  checkIpam(childOf(plugin, 'ipam'), report);
}

function checkIpam(ipam: SourceNode | undefined, report: Reporter): void {
  const ranges = entryOf(ipam, 'ranges');
  if (ranges !== undefined)
    report.warn(
      ranges.keyRange,
      "the flannel plugin puts the node's subnets over these ranges",
      'Remove them.',
    );
  const routes = childOf(ipam, 'routes');
  if (routes !== undefined && routes.kind !== 'array')
    report.error(openingOf(routes), 'ipam.routes must be a list', 'Such as [{ "dst": "10.0.0.0/8" }].');
  for (const route of routes?.kind === 'array' ? routes.items : []) {
    const dst = textOf(route, 'dst');
    if (dst === undefined || parsePrefix(dst) === undefined)
      report.error(
        openingOf(childOf(route, 'dst') ?? route),
        'a route needs a dst in CIDR form',
        'Such as { "dst": "10.0.0.0/8" }.',
      );
  }
}
