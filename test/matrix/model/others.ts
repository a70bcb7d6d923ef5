import { isBlocked } from './course.ts';
import { DEPENDENTS, type Dependent, type ForeignName, foreignOf } from './foreign.ts';
import { type MeddlingName, meddle } from './meddling.ts';
import { sightOf } from './sight.ts';
import { isDown, isHalfDone, isWell, networksOf, type State } from './state.ts';
import type { Story } from './story.ts';

const isClear = (state: State, name: ForeignName): boolean =>
  !isHalfDone(state) &&
  networksOf(state).every((to) => !isBlocked({ ...state, hasLeftFile: false, foreign: new Set([name]) }, to));

/** Whether others can add something, or take it away, so that it is clear afterwards whose it is. */
export function canChange(state: Readonly<State>, name: ForeignName): boolean {
  const { onlyWhileDown, blocks } = foreignOf(name);
  if (onlyWhileDown && !isDown(state)) return false;
  return blocks === undefined || state.foreign.has(name) || isClear(state, name);
}

/** Others add something, or take it away if it is there. */
export async function changeByOthers(state: State, { world, note }: Story, name: ForeignName): Promise<void> {
  const isThere = state.foreign.has(name);
  await world.change(name, isThere);
  const foreign = new Set(state.foreign);
  if (isThere) foreign.delete(name);
  else foreign.add(name);
  state.foreign = foreign;
  const { shares } = foreignOf(name);
  if (shares !== undefined && !isDown(state)) state.mixed = { ...state.mixed, [shares]: true };
  note('others', `others ${isThere ? 'remove' : 'add'} ${name}`);
}

/** Whether there may be something of ours to meddle with; what rides on our links is not to go along. */
export const canMeddle = (state: Readonly<State>, name: MeddlingName): boolean =>
  !isDown(state) &&
  !state.settled.drift.has(name) &&
  !state.meddled.has(name) &&
  !(name === 'file' && state.hasLeftFile) &&
  !(name === 'link gone' && state.dependents.length > 0);

/** Somebody does something to what is ours, if it is there. */
export async function meddleWith(state: State, { world, note }: Story, name: MeddlingName): Promise<void> {
  const isHit = await meddle(world.host, name);
  note('meddling', `meddling: ${name}${isHit ? '' : ', but there is nothing'}`);
  if (!isHit) return;
  if (state.unfinished !== undefined) {
    state.meddled = new Set([...state.meddled, name]);
    return;
  }
  const { ours } = sightOf(await world.look(), await world.foreign(), false, state.mixed);
  const { settled } = state;
  state.settled = {
    ...settled,
    ours: isHalfDone(state) ? undefined : ours,
    drift: new Set([...settled.drift, name]),
  };
}

/** Whether a foreign route can be put over a link of ours, or taken away. */
export const canToggleDependent = (state: Readonly<State>): boolean => isWell(state) && !isDown(state);

/** Others add a route over a link of ours, or take it away if it is there. */
export async function toggleDependent(
  state: State,
  { world, note }: Story,
  dependent: Dependent,
): Promise<void> {
  const isThere = state.dependents.includes(dependent);
  const link = dependent === 'cni0' ? dependent : `flannel.${state.settled.network?.vni}`;
  await world.host.sh(
    `ip route ${isThere ? 'del' : 'add'} ${DEPENDENTS[dependent]} dev ${link} proto static`,
  );
  state.dependents = isThere
    ? state.dependents.filter((one) => one !== dependent)
    : [...state.dependents, dependent].toSorted();
  note('dependents', `${isThere ? 'no ' : ''}foreign route over ${link}`);
}
