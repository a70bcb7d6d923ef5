import type { Address, NodeName } from '../../net/index.ts';
import { type Change, objectsOf, underlayAddress } from '../../state/index.ts';

/** The peers that a diff touches: by the names in desired objects, and by the addresses of observed ones. */
export interface TouchedPeers {
  readonly names: ReadonlySet<NodeName>;
  /** Public IPs of entries without a peer's name: those of peers that leave. */
  readonly addresses: ReadonlySet<Address>;
}

/** The peers whose entries are created, changed or deleted. */
export function touchedPeers(changes: readonly Change[]): TouchedPeers {
  const names = new Set<NodeName>();
  const addresses = new Set<Address>();
  for (const object of changes.flatMap(objectsOf)) {
    if ('peer' in object && object.peer !== undefined) names.add(object.peer);
    const address = underlayAddress(object);
    if (address !== undefined) addresses.add(address);
  }
  return { names, addresses };
}
