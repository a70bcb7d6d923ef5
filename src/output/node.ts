import type { NodeNetwork } from '../backends/index.ts';
import type { ChangesDocument } from '../generated/types.d.ts';
import { type Address, addressPart } from '../net/index.ts';
import type { JoinLines, Prepared, PreparedReset, Result } from '../node/index.ts';
import { diffDocument } from './changes/document.ts';
import type { PeerNames } from './changes/peers.ts';
import { diffText } from './changes/text.ts';
import type { ShownDiff } from './changes/victims.ts';
import { paint } from './paint.ts';

/** A backend in a few words, as `ip -d link` spells its parts. */
export const backendText = ({ type, vni, port }: NodeNetwork['backend']): string =>
  `${type} id ${vni} dstport ${port}`;

/** Names of the peers, those that are leaving too, by their overlay gateway. */
export function peerNames({ spec, record }: Prepared): PeerNames {
  const nodes = [...(record?.plan.nodes ?? []), ...spec.peers];
  return new Map<Address, string>(nodes.map((node) => [addressPart(node.subnet), node.name]));
}

const heading = ({ spec, network }: Prepared): string =>
  paint.bold(
    `${spec.node.name}: ${spec.node.subnet} of ${network.network.network}, ${backendText(network.backend)}, by ${spec.uplink.name} ${spec.node.publicIP}`,
  );

const shownOf = ({ diff, victims }: Prepared['comparison']): ShownDiff => ({ ...diff, victims });

/** What it takes to set a node up, as text. */
export const preparedText = (prepared: Prepared, verbose: boolean): string =>
  `${heading(prepared)}\n${diffText(shownOf(prepared.comparison), { verbose, names: peerNames(prepared) })}`;

/** What it takes to reset a node, as text, and what is left where it is. */
export const resetText = ({ comparison, left, record }: PreparedReset, verbose: boolean): string => {
  const names = new Map(record?.plan.nodes.map((node) => [addressPart(node.subnet), node.name]));
  return [diffText(shownOf(comparison), { verbose, names }), ...left.map((what) => `left: ${what}`)].join(
    '\n',
  );
};

const nodeDocument = ({ spec, network }: Prepared): NonNullable<ChangesDocument['node']> => ({
  name: spec.node.name,
  publicIP: spec.node.publicIP,
  subnet: spec.node.subnet,
  uplink: spec.uplink.name,
  network: network.network.network,
  backend: backendText(network.backend),
  peers: spec.peers.length,
});

/** What init, join and diff print for programs (schemas/changes.schema.json). */
export const preparedDocument = (prepared: Prepared, result: Result, join?: JoinLines): ChangesDocument => ({
  result,
  node: nodeDocument(prepared),
  ...diffDocument(shownOf(prepared.comparison)),
  ...(join === undefined ? {} : { join: { ...join } }),
});

/** What reset prints for programs. */
export const resetDocument = ({ comparison, left }: PreparedReset, result: Result): ChangesDocument => ({
  result,
  ...diffDocument(shownOf(comparison)),
  left: [...left],
});

/** What to type elsewhere, as text. */
export function joinText({ next, peers }: JoinLines, hasPeers: boolean): string {
  if (next === peers) return `On every other node, with a copy of the plan:\n\n  ${next}`;
  const others = hasPeers ? `\n\nOn the nodes that are there already:\n\n  ${peers}` : '';
  return `On the next node:\n\n  ${next}${others}`;
}
