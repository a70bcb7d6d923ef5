import { Failure } from '../../errors/index.ts';
import type { NodeRequest } from '../../leases/index.ts';
import type { NodeName } from '../../net/index.ts';

/** The other nodes without the removed ones. An unknown name is an error. */
export function withoutPeers(
  others: readonly NodeRequest[],
  removed: readonly string[],
  own: NodeName,
): readonly NodeRequest[] {
  const names = new Set<string>(others.map(({ name }) => name));
  const unknown = removed.find((name) => !names.has(name));
  if (unknown === own)
    throw new Failure('invalidConfig', `--remove-peer ${own}: that is this node`, {
      hint: 'To take this node out of the network: flannelctl reset',
    });
  if (unknown !== undefined)
    throw new Failure('invalidConfig', `--remove-peer: there is no peer ${JSON.stringify(unknown)}`, {
      hint: names.size === 0 ? 'This node has no peers.' : `The peers are ${[...names].join(', ')}.`,
    });
  return others.filter(({ name }) => !removed.includes(name));
}
