import type { Snapshot } from '../host/snapshot.ts';
import { sample } from '../sample.ts';
import { bareScene, type Cycle, complete, sceneBefore, WAYS } from './cycles.ts';
import { type Machine, switchedOn } from './machine.ts';
import type { Tally } from './matrix.ts';
import { differences, ENDS, look, type Survey, survey } from './survey.ts';
import { AGAIN, BACK, FORWARD, killsOf, type Trial } from './trial.ts';

/** Of all moments, one in so many: each takes a dozen commands. */
const EVERY = 61;

const RECORD = 'var/lib/flannelctl/node.json';

const isRecord = (line: string): boolean => line.startsWith(RECORD);
const isKept = (line: string): boolean => !line.startsWith('run/');

/** The record notes the boot it is of. */
const ofAnyBoot = (taken: Snapshot): Snapshot => ({
  ...taken,
  files: (taken['files'] ?? []).map((line) => (isRecord(line) ? RECORD : line)),
});

/** A kernel that knows nothing, and the files of a state but for those in memory. */
const restarted = (empty: Snapshot, state: Snapshot): Snapshot => ({
  ...empty,
  files: (state['files'] ?? []).filter(isKept),
});

/** Runs commands that have to succeed, in the new boot; what went wrong. */
async function refusals({ run }: Machine, commands: readonly (readonly string[])[]): Promise<string[]> {
  const wrong: string[] = [];
  for (const args of commands) {
    const { exitCode, stdout, stderr } = await run(args);
    if (exitCode !== 0) wrong.push(`${args.join(' ')} ended with ${exitCode}: ${stdout}${stderr}`);
  }
  return wrong;
}

/**
 * A node that is set up, or remembers to be, can be used in the new boot: it is built again, the commands that look
 * agree, and reset finds all that is there, also rules and settings, which are ours by the record only.
 */
async function aftermath(machine: Machine, isBuilt: boolean, empty: Snapshot): Promise<string[]> {
  const build = isBuilt ? [] : [['join', '--yes']];
  const looks = [
    ['status', '--no-probe'],
    ['diff', '--detailed-exitcode'],
  ];
  const wrong = await refusals(machine, [...build, ...looks, ['reset', '--yes']]);
  const left = differences(empty, await look(machine.scene));
  return [...wrong, ...left.map((line) => `after reset: ${line}`)];
}

interface Case {
  readonly trial: Trial;
  readonly surveyed: Survey;
  readonly empty: Snapshot;
}

/** Answers, twice, on the machine that was switched on again; what is not as it should be. */
async function answered(
  machine: Machine,
  { trial: { way, name, stage, answer }, surveyed, empty }: Case,
): Promise<string[]> {
  const { args } = answer.command({ args: [] });
  const wrong = await refusals(machine, [args, args]);
  const state = surveyed.states[ENDS[way][answer.leadsTo[stage]]];
  const isBuilt = answer === FORWARD && stage === 'underWay';
  const found = await look(machine.scene);
  const want = isBuilt ? ofAnyBoot(state) : restarted(empty, state);
  wrong.push(...differences(want, isBuilt ? ofAnyBoot(found) : found));
  if (state['files']?.some(isRecord)) wrong.push(...(await aftermath(machine, isBuilt, empty)));
  return wrong.length === 0 ? [] : [`${way}, ${name}, ${answer.name}: ${wrong.join('\n    ')}`];
}

async function emptyKernel(): Promise<Snapshot> {
  const scene = await bareScene();
  try {
    return await look(scene);
  } finally {
    await scene.remove();
  }
}

/** Cuts the power at moments of both ways, and answers in one of both directions. @param first see `killsOf` */
export async function lossesOf(cycle: Cycle, first: 0 | 1): Promise<Tally> {
  const failures: string[] = [];
  const runs: string[] = [];
  const empty = await emptyKernel();
  const scene = await sceneBefore(cycle);
  try {
    const surveyed = await survey(cycle, scene);
    const kills = killsOf(1, first)(surveyed).filter(({ answer }) => answer !== AGAIN);
    const trials = sample(kills, EVERY);
    for (const way of WAYS) {
      for (const trial of trials.filter((one) => one.way === way)) {
        await trial.kill(scene, cycle[way]);
        const machine = await switchedOn(scene);
        failures.push(...(await answered(machine, { trial, surveyed, empty })));
        runs.push(trial.answer.name);
        await machine.scene.remove();
        await complete(scene, BACK.command(cycle[way]));
        if (trial.stage === 'ended') await complete(scene, cycle[way === 'there' ? 'return' : 'there']);
      }
      await complete(scene, cycle[way]);
    }
  } finally {
    await scene.remove();
  }
  return { runs, failures };
}
