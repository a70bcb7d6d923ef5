import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type Course, keptDependents } from './course.ts';
import { factsOf, seenFacts } from './facts.ts';
import { difference, type Lines } from './lines.ts';
import { LOOKS } from './looking.ts';
import { EDITED, meddlingOf } from './meddling.ts';
import { type Network, networkKey } from './network.ts';
import { type Sight, sightOf, withoutRecord } from './sight.ts';
import { NOTHING, type Settled, type State } from './state.ts';
import { type End, endOf, objections, type Residue, sinceStart } from './verdict.ts';
import type { Ran, World } from './world.ts';

/** What is ours on every host in a network, however it got there: as it was seen first. */
export type Known = Map<string, Lines>;

const ENV_FILE = 'run/flannel/subnet.env';

/** What somebody has written to the file of ours, once it is not ours any more, is on the twin as well. */
async function leaveFile({ host, onTwin }: World): Promise<boolean> {
  const text = await readFile(path.join(host.root, ENV_FILE), 'utf8').catch(() => '');
  if (!text.includes(EDITED)) return false;
  await onTwin(async (twin) => {
    const file = path.join(twin.root, ENV_FILE);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
  });
  return true;
}

/** What of a node in a network is not as it has to be, however it got there. */
async function inNetwork(
  network: Network,
  ours: Lines,
  known: Known,
  world: World,
  ran: Ran,
): Promise<string[]> {
  const facts = difference(factsOf(network), seenFacts(ours)).map((fact) => `the network: ${fact}`);
  if (facts.length > 0) return facts;
  const now = withoutRecord(ours);
  const key = networkKey(network);
  const first = known.get(key);
  if (first === undefined) known.set(key, now);
  const others = first === undefined ? [] : difference(first, now);
  const wrong = others.map((line) => `not like another node of the same network: ${line}`);
  if (ran.exitCode !== 0) return wrong;
  const { exitCode, stdout } = await world.run(LOOKS.diff);
  return exitCode === 0 ? wrong : [...wrong, `a second diff ends with ${exitCode}: ${stdout}`];
}

function atEnd(state: State, course: Course, { ours }: Sight): string[] {
  const { settled, meddled, hasLeftFile } = state;
  if (course.to !== undefined || hasLeftFile) return [];
  const isEdited = settled.drift.has('file') || meddled.has('file');
  const isThere = ours.some((line) => line.startsWith(`files | ${ENV_FILE} `));
  return isEdited && !isThere ? ['an edited file was thrown away'] : [];
}

function dependentsAtEnd(state: State, course: Course, { dependents }: Sight): string[] {
  if (state.settled.ours === undefined) return [];
  const kept = keptDependents(state, course.to);
  return JSON.stringify(dependents) === JSON.stringify(kept)
    ? []
    : [`dependents are ${dependents}, not ${kept}`];
}

const union = <T>(...sets: readonly Iterable<T>[]): Set<T> => new Set(sets.flatMap((set) => [...set]));

/** How the node is before a transaction that began after another one was rolled back, unseen. */
function afterTakingBack({ settled, meddled }: State): Settled {
  const isKnown = [...meddled].every((name) => meddlingOf(name).shows.test(''));
  return { ...settled, ours: isKnown ? settled.ours : undefined, drift: union(settled.drift, meddled) };
}

/** What the state is after a command that has left the host at an end. */
function next(
  state: State,
  course: Course,
  end: End,
  id: string | undefined,
  sight: Sight,
  residue: Residue,
): void {
  const { settled, unfinished, meddled } = state;
  if (end === 'still') return;
  if (end === 'cut') {
    state.settled = afterTakingBack(state);
    state.unfinished = { id: id ?? '', to: course.to };
  } else {
    state.unfinished = undefined;
  }
  if (end === 'start' && settled.ours !== undefined)
    state.settled = { ...settled, ours: sight.ours, drift: union(settled.drift, residue.seen) };
  if (end === 'stay') {
    const network = unfinished?.to ?? settled.network;
    state.settled = { network, ours: undefined, drift: union(settled.drift, meddled) };
  }
  if (end === 'to') {
    state.settled = course.to === undefined ? NOTHING : { ...NOTHING, network: course.to, ours: sight.ours };
  }
  if (end === 'stay' || end === 'to') state.dependents = sight.dependents;
  state.meddled = new Set();
}

const NO_RESIDUE: Residue = { wrong: [], seen: [] };

/** Runs a command and judges where it has left the host; what is wrong with that. The state goes along. */
export async function carry(
  state: State,
  world: World,
  course: Course,
  known: Known,
): Promise<{ readonly ran: Ran; readonly end: End; readonly wrong: readonly string[] }> {
  const ran = await world.run(course.args, course.input, course.fault);
  const [id, all, strays] = [await world.unfinished(), await world.look(), await world.strays()];
  const first = sightOf(all, await world.foreign(), false, state.mixed);
  const end = endOf(state, course, ran, id, first);
  const residue = end === 'start' ? sinceStart(state, ran, first) : NO_RESIDUE;
  const wrong = [...residue.wrong, ...strays.map((name) => `a temporary file is left: ${name}`)];
  const isDown =
    (end === 'start' && state.settled.network === undefined) || (end === 'to' && course.to === undefined);
  if (end === 'to') wrong.push(...atEnd(state, course, first), ...dependentsAtEnd(state, course, first));
  if (isDown && !state.hasLeftFile && (await leaveFile(world))) {
    state.hasLeftFile = true;
    state.mixed = { ...state.mixed, folders: true };
  }
  const sight = sightOf(all, await world.foreign(), isDown, state.mixed);
  wrong.push(...objections(state, course, ran, end, sight), ...sight.extra.map((line) => `left: ${line}`));
  if (end === 'to' && course.to !== undefined)
    wrong.push(...(await inNetwork(course.to, sight.ours, known, world, ran)));
  next(state, course, end, id, sight, residue);
  return { ran, end, wrong };
}
