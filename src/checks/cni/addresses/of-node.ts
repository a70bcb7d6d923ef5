import { confListOf } from '../../../config/index.ts';
import { addressReservations, type CniAttachment, type Fact, type Reservation } from '../../../host/index.ts';
import type { CheckedNode } from '../../check.ts';
import { reservationFolder } from '../conf/node-conf.ts';

const NONE: Fact<readonly Reservation[]> = { name: 'no addresses', read: async () => [] };

/** What host-local has given away on a node; nothing where another plugin gives addresses. */
export function nodeReservations(node: CheckedNode): Fact<readonly Reservation[]> {
  const folder = reservationFolder(node);
  return folder === undefined ? NONE : addressReservations(node.root, folder);
}

/** The attachments to the network that a node's CNI conf names. */
export function nodeAttachments(node: CheckedNode, all: readonly CniAttachment[]): CniAttachment[] {
  const { name } = confListOf(node.network);
  return all.filter(({ network }) => network === name);
}

/** An address without the length of its network. */
export const withoutLength = (address: string): string => address.split('/')[0] ?? '';
