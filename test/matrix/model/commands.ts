import fc from 'fast-check';
import { ASK_RESET, type Asked, askInit, askJoin } from './ask.ts';
import { carry } from './carry.ts';
import { type Course, changing, END_NAMES, type EndName, ending } from './course.ts';
import { type Fault, failures, faultText, isKill, kills, signals } from './faults.ts';
import { DEPENDENT_NAMES, type Dependent, FOREIGN_NAMES, type ForeignName } from './foreign.ts';
import { LOOKS, type LookName, lookBy } from './looking.ts';
import { MEDDLING_NAMES, type MeddlingName } from './meddling.ts';
import { type Alteration, alterations, type Network, networks } from './network.ts';
import {
  canChange,
  canMeddle,
  canToggleDependent,
  changeByOthers,
  meddleWith,
  toggleDependent,
} from './others.ts';
import type { State } from './state.ts';
import type { Story } from './story.ts';

export type Command = fc.AsyncCommand<State, Story>;

const command = (
  text: string,
  check: (state: Readonly<State>) => boolean,
  run: (state: State, story: Story) => Promise<void>,
): Command => ({ check, run, toString: () => text });

/** Runs flannelctl, and has what it did judged. */
export async function follow(state: State, story: Story, course: Course): Promise<void> {
  const { fault } = course;
  const { ran, end, wrong } = await carry(state, story.world, course, story.known);
  const how = fault === undefined ? '' : ` (${faultText(fault)}: ${ran.hit ?? 'not reached'})`;
  const kind =
    fault === undefined
      ? ''
      : isKill(fault)
        ? ', killed'
        : fault.mode === 'fail'
          ? ', failing'
          : ', signalled';
  story.note(`${course.name}${kind}`, `${course.args.join(' ')}${how}`, ran, end, wrong);
}

type Asks = { readonly ask: (now: Network | undefined) => Asked; readonly text: string };

const init = networks.map(
  (network): Asks => ({ ask: (now) => askInit(network, now), text: `init ${JSON.stringify(network)}` }),
);
const joinWith = (change: Alteration): Asks => ({
  ask: (now) => askJoin(change, now),
  text: `join ${JSON.stringify(change)}`,
});
const join = alterations.map(joinWith);
const reset = fc.constant<Asks>({ ask: () => ASK_RESET, text: 'reset' });

const withFault = ({ text }: Asks, acceptLoss: boolean, fault: Fault | undefined): string =>
  `${text}${acceptLoss ? ' --accept-loss' : ''}${fault === undefined ? '' : ` (${faultText(fault)})`}`;

const mostly = fc.constantFrom(true, false, true, true);

/** init, join or reset. On a node that is not set up, join has nothing to work on: that is looked at seldom. */
const changes = (asks: fc.Arbitrary<Asks>, fault: fc.Arbitrary<Fault | undefined>): fc.Arbitrary<Command> =>
  fc.tuple(asks, fault, mostly, fc.nat(9)).map(([asked, how, acceptLoss, seldom]) =>
    command(
      withFault(asked, acceptLoss, how),
      ({ settled }) => settled.network !== undefined || asked.text.startsWith('init') || seldom === 0,
      async (state, story) =>
        follow(state, story, changing(state, asked.ask(state.settled.network), acceptLoss, how)),
    ),
  );

/** What ends a transaction; where there is none, seldom. */
const ends = (fault: fc.Arbitrary<Fault | undefined>): fc.Arbitrary<Command> =>
  fc.tuple(fc.constantFrom<EndName>(...END_NAMES), fault, fc.nat(9)).map(([name, how, seldom]) =>
    command(
      `${name}${how === undefined ? '' : ` (${faultText(how)})`}`,
      ({ unfinished }) => unfinished !== undefined || seldom === 0,
      async (state, story) => follow(state, story, ending(state, name, how)),
    ),
  );

const looks = fc.constantFrom(...(Object.keys(LOOKS) as LookName[])).map((name) =>
  command(
    name,
    () => true,
    async (state, story) => {
      const { ran, wrong } = await lookBy(state, story.world, name);
      story.note(name, name, ran, undefined, wrong);
    },
  ),
);

const others = fc.constantFrom<ForeignName>(...FOREIGN_NAMES).map((name) =>
  command(
    `others: ${name}`,
    (state) => canChange(state, name),
    async (state, story) => changeByOthers(state, story, name),
  ),
);

const meddlings = fc.constantFrom<MeddlingName>(...MEDDLING_NAMES).map((name) =>
  command(
    `meddling: ${name}`,
    (state) => canMeddle(state, name),
    async (state, story) => meddleWith(state, story, name),
  ),
);

const rides = fc
  .constantFrom<Dependent>(...DEPENDENT_NAMES)
  .map((name) =>
    command(`dependent on ${name}`, canToggleDependent, async (state, story) =>
      toggleDependent(state, story, name),
    ),
  );

const NO_FAULT = fc.constant(undefined);
const mutations = fc.oneof(
  { weight: 2, arbitrary: init },
  { weight: 5, arbitrary: join },
  { weight: 2, arbitrary: reset },
);

/** All commands, the likelier the more there is to find. */
export const COMMANDS: readonly fc.Arbitrary<Command>[] = [
  changes(init, NO_FAULT),
  changes(join, NO_FAULT),
  changes(join, NO_FAULT),
  changes(reset, NO_FAULT),
  changes(mutations, kills),
  changes(mutations, kills),
  changes(mutations, kills),
  changes(mutations, failures),
  changes(mutations, signals),
  ends(NO_FAULT),
  ends(NO_FAULT),
  ends(kills),
  ends(failures),
  looks,
  others,
  others,
  meddlings,
  meddlings,
  rides,
];
