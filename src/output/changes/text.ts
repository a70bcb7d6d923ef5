import { addressPart, type Family } from '../../net/index.ts';
import {
  type Action,
  type Change,
  type FieldChange,
  type HostObject,
  nameOf,
  SYMBOLS,
  showObject,
} from '../../state/index.ts';
import { printable } from '../../text/index.ts';
import { paint } from '../paint.ts';
import { collateralCount, collateralLines, type ShownDiff } from './collateral.ts';
import { groupByPeer, objectOf, type PeerGroup, type PeerNames } from './peers.ts';
import { ACTIONS, colorOf, WORDS } from './symbols.ts';

/** The limit of peers listed with the same change; more are folded into one line. */
const PEERS_LISTED = 20;

export interface TextOptions {
  /** Whether to print one line per object, without folding. */
  readonly verbose: boolean;
  readonly names: PeerNames;
}

/** A line, with further lines indented below it. */
const line = (action: Action, text: string, below: readonly string[] = []): string => {
  const symbol = SYMBOLS[action].padStart(5);
  return colorOf(paint, action)([`${symbol} ${text}`, ...below].map(printable).join('\n'));
};

const isBlock = ({ from, to }: FieldChange): boolean => from.includes('\n') || to.includes('\n');

const fieldText = ({ field, from, to }: FieldChange): string =>
  `${field} ${from || '(none)'} → ${to || '(none)'}`;

/** The changed field of a text with several lines: the lines removed and added, below the field's name. */
function blockLines({ field, from, to }: FieldChange): string[] {
  const [before, after] = [from.split('\n'), to.split('\n')];
  const gone = before
    .filter((text) => text !== '' && !after.includes(text))
    .map((text) => `            - ${text}`);
  const come = after
    .filter((text) => text !== '' && !before.includes(text))
    .map((text) => `            + ${text}`);
  const isOrder = gone.length === 0 && come.length === 0;
  return [`        ${field}:${isOrder ? ' the order of its lines' : ''}`, ...gone, ...come];
}

/** The changed fields of an object: short ones after its name, texts below. */
function fieldLine(action: Action, name: string, fields: readonly FieldChange[]): string {
  const short = fields.filter((field) => !isBlock(field)).map(fieldText);
  const blocks = fields.filter(isBlock).flatMap(blockLines);
  return line(action, `${name}:${short.length === 0 ? '' : ` ${short.join(', ')}`}`, blocks);
}

/** What is in the way: where a link could be taken over, it is what others have on it. */
const conflictText = ({ from, to, usedBy }: Extract<Change, { readonly action: 'conflict' }>): string =>
  usedBy === undefined
    ? `${showObject(from)}: not created by flannelctl; expected: ${showObject(to)}`
    : `${showObject(usedBy)}: not created by flannelctl; ${nameOf(from)} is in use by it`;

/** One change as one line. */
function changeText(change: Change): string {
  switch (change.action) {
    case 'create':
      return line('create', showObject(change.to) + lost(change.removedBy, 'created again: deleted with'));
    case 'delete':
      return line('delete', showObject(change.from) + lost(change.removedBy, 'deleted with'));
    case 'conflict':
      return line('conflict', conflictText(change));
    case 'adopt':
      return change.fields.length === 0
        ? line('adopt', showObject(change.to))
        : fieldLine('adopt', showObject(change.to), change.fields);
    default:
      return fieldLine(change.action, nameOf(change.to), change.fields);
  }
}

const lost = (key: string | undefined, how: string): string => (key === undefined ? '' : `  (${how} ${key})`);

/** The pattern of changes to one peer. Peers with equal patterns may be folded into one line. */
interface PeerPattern {
  readonly family: Family;
  readonly action: Action;
  readonly kinds: readonly string[];
  /** Whether the peer as a whole is added or removed. */
  readonly isWhole: boolean;
}

/**
 * Whether these are all objects of a peer: in the overlay the route, the neighbour and the FDB entry; with direct
 * routing the route and its gateway.
 */
function isWhole(objects: readonly HostObject[]): boolean {
  const kinds = objects.map(({ kind }) => kind);
  const route = objects.find((object) => object.kind === 'route');
  if (route === undefined || kinds.length === 1) return false;
  const isDirect = route.via !== undefined && route.via !== addressPart(route.dst);
  return isDirect || (kinds.includes('neighbor') && kinds.includes('fdb'));
}

function patternOf({ family, changes }: PeerGroup): PeerPattern | undefined {
  const [first] = changes;
  const objects = changes.map(objectOf);
  const kinds = objects.map(({ kind }) => kind);
  return first === undefined || new Set(kinds).size < kinds.length
    ? undefined
    : { family, action: first.action, kinds, isWhole: isWhole(objects) };
}

function peerText(action: Action, { peer, changes }: PeerGroup): string {
  const objects = changes.map(objectOf);
  const fdb = objects.find((object) => object.kind === 'fdb');
  const route = objects.find((object) => object.kind === 'route');
  const kinds = objects.map(({ kind }) => kind).join(', ');
  return line(action, `peer ${peer}: ${route?.dst} via ${fdb?.dst ?? route?.via} (${kinds})`);
}

/**
 * The lines for peers with the same pattern: one line for all if they are many, else one each if they are added or
 * removed as a whole.
 */
function patternLines(pattern: PeerPattern, members: readonly PeerGroup[]): string[] {
  const { family, action, kinds } = pattern;
  if (members.length > PEERS_LISTED) {
    const what = pattern.isWhole ? `${kinds.length} objects each` : kinds.join(', ');
    return [
      line(action, `${members.length} peers${family === 4 ? '' : ' by IPv6'}, ${what} (-v lists them)`),
    ];
  }
  if (pattern.isWhole) return members.map((group) => peerText(action, group));
  return members.flatMap(({ changes }) => changes.map(changeText));
}

function peerLines(groups: readonly PeerGroup[]): string[] {
  const alike = new Map<string, { pattern: PeerPattern; members: PeerGroup[] }>();
  const lines: string[] = [];
  for (const group of groups) {
    const pattern = patternOf(group);
    if (pattern === undefined) {
      for (const change of group.changes) lines.push(changeText(change));
      continue;
    }
    const key = JSON.stringify(pattern);
    const entry = alike.get(key) ?? { pattern, members: [] };
    entry.members.push(group);
    alike.set(key, entry);
  }
  return [...lines, ...[...alike.values()].flatMap(({ pattern, members }) => patternLines(pattern, members))];
}

/** The counts of actions, computed from the printed list. */
export function countText(diff: ShownDiff): string {
  const { changes, unchanged } = diff;
  const counts = ACTIONS.map(
    (action) => [action, changes.filter((change) => change.action === action).length] as const,
  );
  const parts = counts.filter(([, count]) => count > 0).map(([action, count]) => `${count} ${WORDS[action]}`);
  if (parts.length === 0) parts.push('nothing to change');
  return [...parts, ...collateralCount(diff), ...(unchanged === 0 ? [] : [`${unchanged} match`])].join(', ');
}

/**
 * A diff as text: one line per object, as `ip` or `bridge` prints it, with peers folded; the foreign objects removed by
 * it; the counts.
 */
export const diffText = (diff: ShownDiff, options: TextOptions): string =>
  [...changeLines(diff.changes, options), ...collateralLines(diff, options.verbose), countText(diff)].join(
    '\n',
  );

/** The lines of a diff's changes, without the counts. */
export function changeLines(changes: readonly Change[], { verbose, names }: TextOptions): string[] {
  if (verbose) return changes.map(changeText);
  const { peers, rest } = groupByPeer(changes, names);
  return [...rest.map(changeText), ...peerLines(peers)];
}
