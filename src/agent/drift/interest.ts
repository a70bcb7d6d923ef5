import type { WatchInterest } from '../../host/index.ts';
import type { NodeDiff } from '../../node/index.ts';
import { keyOf } from '../../state/index.ts';

/** What of the host a node is made of. Peers' objects bear our mark. */
export function interestOf({ root, network, target: { desired } }: NodeDiff): WatchInterest {
  const links = desired.flatMap((object) => (object.kind === 'link' ? [object.name] : []));
  const sysctls = desired.flatMap((object) =>
    object.kind === 'sysctl' ? [[object.path, object.value] as const] : [],
  );
  const kept = new Set(desired.flatMap((object) => ('peer' in object ? [] : [keyOf(object)])));
  return {
    root,
    links: new Set([...links, network.bridge]),
    uplink: network.uplink.name,
    networks: network.families.map(({ network: { network: prefix } }) => prefix),
    engine: network.engine,
    sysctls: new Map(sysctls),
    paths: desired.flatMap((object) => (object.kind === 'file' ? [object.path] : [])),
    keeps: (key) => kept.has(key),
  };
}
