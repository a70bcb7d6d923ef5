import { type RecordedOwnership, recordedAfter } from '../../../src/reconcile/index.ts';
import {
  type Diff,
  diff,
  type HostObject,
  type Instruction,
  isOurs,
  keyOf,
  LINK_GROUP,
  type Ownership,
  type Step,
  stepsOf,
} from '../../../src/state/index.ts';
import { kindOf } from '../../../src/state/objects/registry.ts';

/** What to look at of settings and files. */
export interface WorldScope {
  readonly sysctls: readonly string[];
  readonly paths: readonly string[];
}

/** A host that can be changed and looked at: the model, or a real network namespace. */
export interface World {
  /** Runs steps in order; the first that is refused throws. */
  readonly run: (steps: readonly Step[]) => Promise<void>;
  readonly observe: (scope: WorldScope) => Promise<readonly HostObject[]>;
}

/** What happens to a host: it is brought to a state, others meddle with it, or it is reset. */
export type HostEvent =
  | { readonly event: 'converge'; readonly desired: readonly HostObject[] }
  | { readonly event: 'drift'; readonly instructions: readonly Instruction[] }
  | { readonly event: 'reset' };

/** What a host looks like after an event. */
export interface Sight {
  /** Of a drift: which of its instructions the host took, and which it refused. */
  readonly taken: readonly string[];
  /** What is still to be done after a converge or reset. */
  readonly left: readonly string[];
  /** Everything that is ours, as text, in the order of the keys. */
  readonly ours: readonly string[];
  /** Everything else. */
  readonly others: readonly string[];
}

/** What is remembered between events, as a node's record does. */
interface Memory {
  readonly recorded: RecordedOwnership;
  /** Global settings as they were before the first change. */
  readonly settings: ReadonlyMap<string, HostObject>;
}

export const NOTHING: Memory = { recorded: { paths: new Set(), chains: new Set() }, settings: new Map() };

export const marksOf = (recorded: RecordedOwnership, observed: readonly HostObject[]): Ownership => ({
  ...recorded,
  links: new Set(
    observed.flatMap((object) =>
      object.kind === 'link' && object.group === LINK_GROUP ? [object.name] : [],
    ),
  ),
});

export const scopeFor = (desired: readonly HostObject[], { paths }: RecordedOwnership): WorldScope => ({
  sysctls: desired.flatMap((object) => (object.kind === 'sysctl' ? [object.path] : [])),
  paths: [
    ...new Set([...desired.flatMap((object) => (object.kind === 'file' ? [object.path] : [])), ...paths]),
  ],
});

/** JSON with the keys of every object in order. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );

/** An object as text. Rules are compared as text, since the model keeps them so; peers are not on the host. */
const text = (object: HostObject): string =>
  `${keyOf(object)} ${canonical(object.kind === 'ruleset' ? kindOf(object).fields(object) : { ...object, peer: undefined })}`;

export const texts = (objects: readonly HostObject[]): string[] => objects.map(text).sort();

/** An instruction that belongs to no change: what another program types. */
const foreignStep = (instruction: Instruction): Step => ({
  instruction,
  change: {
    action: 'delete',
    key: 'drift',
    from: { kind: 'file', type: 'file', path: '/drift', mode: 0, content: '' },
  },
});

async function meddle(world: World, instructions: readonly Instruction[]): Promise<string[]> {
  const taken: string[] = [];
  for (const instruction of instructions) {
    try {
      await world.run([foreignStep(instruction)]);
      taken.push(`took ${JSON.stringify(instruction)}`);
    } catch (error) {
      if (!(error instanceof Error) || !['Refusal', 'StepFailure'].includes(error.name)) throw error;
      taken.push(`refused ${JSON.stringify(instruction)}`);
    }
  }
  return taken;
}

/** Looks, compares, and does what the diff says. */
export async function converge(
  world: World,
  desired: readonly HostObject[],
  recorded: RecordedOwnership,
): Promise<{
  readonly observed: readonly HostObject[];
  readonly diff: Diff;
  readonly recorded: RecordedOwnership;
}> {
  const observed = await world.observe(scopeFor(desired, recorded));
  const found = diff(desired, observed, marksOf(recorded, observed));
  const conflict = found.changes.find(({ action }) => action === 'conflict');
  if (conflict !== undefined) throw new Error(`conflict: ${JSON.stringify(conflict)}`);
  await world.run(stepsOf(found));
  return { observed, diff: found, recorded: recordedAfter(recorded, found.changes) };
}

async function sightOf(
  world: World,
  desired: readonly HostObject[] | undefined,
  recorded: RecordedOwnership,
  scope: WorldScope,
): Promise<Omit<Sight, 'taken'>> {
  const observed = await world.observe(scope);
  const marks = marksOf(recorded, observed);
  const ours = observed.filter((object) => isOurs(object, marks));
  const left = desired === undefined ? [] : diff(desired, observed, marks).changes;
  return {
    left: left.map((change) => JSON.stringify(change)),
    ours: texts(ours),
    others: texts(observed.filter((object) => !ours.includes(object))),
  };
}

function remember(settings: Memory['settings'], observed: readonly HostObject[]): Memory['settings'] {
  const globals = observed.filter((object) => object.kind === 'sysctl' && object.dev === undefined);
  return new Map([...globals.map((object) => [keyOf(object), object] as const), ...settings]);
}

/** Plays events on a host; what it looks like after each. A step that is refused, or a conflict, throws. */
export async function play(world: World, events: readonly HostEvent[]): Promise<Sight[]> {
  let memory = NOTHING;
  let desired: readonly HostObject[] = [];
  const sights: Sight[] = [];
  for (const event of events) {
    if (event.event === 'drift') {
      const taken = await meddle(world, event.instructions);
      const scope = scopeFor(desired, memory.recorded);
      sights.push({ taken, ...(await sightOf(world, undefined, memory.recorded, scope)) });
      continue;
    }
    desired = event.event === 'converge' ? event.desired : [...memory.settings.values()];
    const done = await converge(world, desired, memory.recorded);
    memory = { recorded: done.recorded, settings: remember(memory.settings, done.observed) };
    const scope = scopeFor(desired, memory.recorded);
    sights.push({ taken: [], ...(await sightOf(world, desired, memory.recorded, scope)) });
  }
  return sights;
}
