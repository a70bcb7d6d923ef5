import type { LinkName } from '../net/index.ts';
import { placeAddresses, putBackSecondaries, withoutConnected } from './addresses.ts';
import { addCascades } from './cascades.ts';
import type { Change, Diff, FieldChange } from './change.ts';
import { adoptGateways, showGateways, shownGateway } from './gateways.ts';
import { flannelHere, isLeftover, leftoverLinks, refuseStrangeRules } from './leftovers.ts';
import type { HostObject } from './objects.ts';
import type { Ownership, Takeover } from './ownership.ts';
import { keyOf, kindOf } from './registry.ts';

function compareFields(from: HostObject, to: HostObject): FieldChange[] {
  const [before, after] = [kindOf(from).fields(from), kindOf(to).fields(to)];
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names]
    .filter((field) => before[field] !== after[field])
    .map((field) => ({ field, from: before[field] ?? '', to: after[field] ?? '' }));
}

/** How an object of others that stands where one of ours should be is met. */
function resolveForeign(key: string, from: HostObject, to: HostObject, context: Context): Change | undefined {
  const fields = compareFields(from, to);
  const verdict = kindOf(to).foreign(to, from, fields.length === 0, context.takeover);
  if (verdict === 'conflict') return { action: 'conflict', key, from, to };
  return verdict === 'keep' ? undefined : { action: 'adopt', key, from, to, fields };
}

function compare(key: string, from: HostObject, to: HostObject, context: Context): Change | undefined {
  const kind = kindOf(to);
  if (!kind.isOurs(from, context.marks)) return resolveForeign(key, from, to, context);
  const fields = compareFields(from, to);
  if (fields.length === 0) return undefined;
  const action = fields.some(({ field }) => kind.fixed(to).includes(field)) ? 'replace' : 'update';
  return { action, key, from, to, fields };
}

/** An object that is not there is made, or takes the place of another. */
function createOrSucceed(
  key: string,
  to: HostObject,
  before: ReadonlyMap<string, HostObject>,
  context: Context,
): Change | undefined {
  const from = before.get(kindOf(to).predecessor?.(to) ?? '');
  return from === undefined ? { action: 'create', key, to } : resolveForeign(key, from, to, context);
}

/** What a comparison knows besides the two objects. */
interface Context {
  readonly marks: Ownership;
  /** The marks with what is taken over. */
  readonly own: Ownership;
  readonly takeover: Takeover;
}

/** The keys of what a change touches: its object's, that of one whose place it takes, and what is there in between. */
export function keysOf(change: Change): string[] {
  const from = 'from' in change ? [keyOf(change.from)] : [];
  const way = shownGateway(change);
  return [...new Set([change.key, ...from, ...(way === undefined ? [] : [keyOf(way)])])];
}

/** Objects by the identity the kernel uses. */
export const byKey = (objects: readonly HostObject[]): Map<string, HostObject> =>
  new Map(objects.map((object) => [keyOf(object), object]));

/**
 * What it takes to get from `observed` to `desired`. Objects of others are left out unless they stand where ours
 * should. What the kernel will take away with another object is put back by a change of its own.
 */
export function diff(wanted: readonly HostObject[], found: readonly HostObject[], marks: Ownership): Diff {
  const links = new Set(wanted.flatMap((object) => (object.kind === 'link' ? [object.name] : [])));
  const [desired, observed] = [withoutConnected(wanted, links), withoutConnected(found, links)];
  const before = byKey(observed);
  const after = byKey(desired);
  const changes = new Map<string, Change>();
  const flannel = flannelHere(observed, marks);
  const nothing = { links: new Set<LinkName>(), ...(flannel === undefined ? {} : { flannel }) };
  // Links first: what else there is may go along with one that is taken over.
  const isLink = ([, { kind }]: readonly [string, HostObject]): boolean => kind === 'link';
  compareAll([...after].filter(isLink), before, { marks, own: marks, takeover: nothing }, changes);
  refuseUsedLinks(changes, observed, after);
  const taken = [...adoptedLinks(changes), ...(flannel === undefined ? [] : leftoverLinks(observed, after))];
  // Half-way, links that were flannel's are ours already, and what it had on them is still flannel's.
  const halfway = flannel?.seen ? marks.links : [];
  const takeover = { ...nothing, links: new Set([...taken, ...halfway]) };
  const own = { ...marks, links: new Set([...marks.links, ...taken]) };
  compareAll(
    [...after].filter((entry) => !isLink(entry)),
    before,
    { marks, own, takeover },
    changes,
  );
  adoptGateways(changes);
  showGateways(changes, before);
  if (flannel !== undefined) refuseStrangeRules(changes, observed, after, marks);
  removeUnwanted(before, after, { marks, own, takeover }, changes);
  addCascades(changes, before, after);
  putBackSecondaries(changes, before, after);
  placeAddresses(changes, after);
  const unchanged = [...after.keys()].filter((key) => !changes.has(key)).length;
  // In the order of the desired state, what is put back too; then what goes, in the order it was observed.
  const keys = new Set([...after.keys(), ...before.keys()]);
  return { changes: [...keys].flatMap((key) => changes.get(key) ?? []), unchanged };
}

function compareAll(
  desired: Iterable<readonly [string, HostObject]>,
  before: ReadonlyMap<string, HostObject>,
  context: Context,
  changes: Map<string, Change>,
): void {
  for (const [key, to] of desired) {
    const from = before.get(key);
    const change =
      from === undefined ? createOrSucceed(key, to, before, context) : compare(key, from, to, context);
    if (change !== undefined) changes.set(change.key, change);
  }
}

/** A link's settings go with it, and in no other way. */
const isSettingOfForeign = (object: HostObject, { links }: Ownership): boolean =>
  object.kind === 'sysctl' && object.dev !== undefined && !links.has(object.dev);

/** Deletes what is ours, or flannel's and left over, and not wanted. */
function removeUnwanted(
  before: ReadonlyMap<string, HostObject>,
  after: ReadonlyMap<string, HostObject>,
  { own, takeover }: Context,
  changes: Map<string, Change>,
): void {
  const succeeded = new Set(
    [...changes.values()].flatMap((change) => ('from' in change ? [keyOf(change.from)] : [])),
  );
  for (const [key, from] of before) {
    if (after.has(key) || succeeded.has(key) || isSettingOfForeign(from, own)) continue;
    if (kindOf(from).isOurs(from, own) || isLeftover(from, takeover))
      changes.set(key, { action: 'delete', key, from });
  }
}

/** Links that are adopted become ours with everything on them. */
const adoptedLinks = (changes: ReadonlyMap<string, Change>): LinkName[] =>
  [...changes.values()].flatMap((change) =>
    change.action === 'adopt' && change.to.kind === 'link' ? [change.to.name] : [],
  );

/** A link that somebody else has an address of their own on is in use, and is not taken over. */
function refuseUsedLinks(
  changes: Map<string, Change>,
  observed: readonly HostObject[],
  after: ReadonlyMap<string, HostObject>,
): void {
  for (const [key, change] of changes) {
    if (change.action !== 'adopt' || change.to.kind !== 'link') continue;
    const { name } = change.to;
    const isUsed = observed.some(
      (object) => object.kind === 'address' && object.dev === name && !after.has(keyOf(object)),
    );
    if (isUsed) changes.set(key, { action: 'conflict', key, from: change.from, to: change.to });
  }
}
