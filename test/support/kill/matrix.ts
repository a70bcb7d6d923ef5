import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Scene } from '../host/kill.ts';
import { EVERY_MOMENT } from '../sample.ts';
import { type Cycle, complete, sceneBefore, type Way } from './cycles.ts';
import { differences, ENDS, look, type State, type Survey, survey } from './survey.ts';
import type { Trial } from './trial.ts';

/** After which answers there were runs, and what went wrong in which. */
export interface Tally {
  readonly runs: readonly string[];
  readonly failures: readonly string[];
}

/** Of how many trials one gets its answer twice. */
const TWICE_EVERY = 5;

/** Which trials a cycle is put to. */
export interface Course {
  readonly cycle: Cycle;
  /** Gets the host in the state before, and leaves it so. */
  readonly trials: (surveyed: Survey, scene: Scene) => readonly Trial[] | Promise<readonly Trial[]>;
}

/** Where the host is after a trial, and what is not as it should be. */
interface Result {
  readonly state: State;
  readonly wrong: readonly string[];
}

/** Records that were written behind a torn line: nobody reads them. */
async function lostRecords({ host }: Scene): Promise<string[]> {
  const file = path.join(host.root, 'var/lib/flannelctl/journal.ndjson');
  const lines = (await readFile(file, 'utf8').catch(() => '')).split('\n');
  return lines.filter((line) => line.includes('{"record":', 1)).map((line) => `lost in the journal: ${line}`);
}

const NOTHING_LEFT = /no changes|nothing to change/i;

/** Answers once or twice; what is not as it should be. */
async function answered(
  scene: Scene,
  { answer, way }: Trial,
  cycle: Cycle,
  isTwice: boolean,
): Promise<string[]> {
  const { args, ...input } = answer.command(cycle[way]);
  const wrong: string[] = [];
  for (const isSecond of isTwice ? [false, true] : [false]) {
    const { exitCode, stdout, stderr } = await scene.run(args, input);
    const isRight = exitCode === 0 && (!isSecond || NOTHING_LEFT.test(stdout));
    if (!isRight)
      wrong.push(`${isSecond ? 'second' : 'first'} answer ended with ${exitCode}: ${stdout}${stderr}`);
  }
  return wrong;
}

/** Kills, answers, and compares. */
async function tried(
  scene: Scene,
  trial: Trial,
  { states }: Survey,
  cycle: Cycle,
  isTwice: boolean,
): Promise<Result> {
  await trial.kill(scene, cycle[trial.way]);
  const wrong = [...(await lostRecords(scene)), ...(await answered(scene, trial, cycle, isTwice))];
  const signs = (await trial.signs?.(scene)) ?? [];
  const state = ENDS[trial.way][trial.answer.leadsTo[trial.stage]];
  return { state, wrong: [...wrong, ...signs, ...differences(states[state], await look(scene))] };
}

/** What the commands that look say of a host in the state after, if they see something wrong. */
async function complaints(scene: Scene, cycle: Cycle, state: State): Promise<string[]> {
  if (state === 'before') await complete(scene, cycle.there);
  const looks = [
    ['status', '--no-probe'],
    ['diff', '--detailed-exitcode'],
  ];
  const results = await Promise.all(looks.map(async (args) => ({ args, ...(await scene.run(args)) })));
  const wrong = results.filter(({ exitCode }) => exitCode !== 0);
  const strays = (await scene.strays()).map((file) => `left in the temporary folder: ${file}`);
  return [...strays, ...wrong.map(({ args, stdout, stderr }) => `${args.join(' ')}: ${stdout}${stderr}`)];
}

/**
 * Goes through trials, each from the state that its way starts at: from where the last one led if that is it, else by
 * the other way, undisturbed. After a failure it goes on with a new host.
 */
export async function runTrials(course: Course): Promise<Tally> {
  const { cycle } = course;
  const failures: string[] = [];
  const runs: string[] = [];
  let scene = await sceneBefore(cycle);
  let state: State = 'before';
  try {
    let surveyed = await survey(cycle, scene);
    const left = [...(await course.trials(surveyed, scene))];
    while (left.length > 0) {
      const way: Way = state === 'before' ? 'there' : 'return';
      const trial = left.find((one) => one.way === way);
      if (trial === undefined) {
        await complete(scene, cycle[way]);
        state = ENDS[way].to;
        continue;
      }
      left.splice(left.indexOf(trial), 1);
      const isTwice = EVERY_MOMENT || runs.length % TWICE_EVERY === 0;
      const { state: reached, wrong } = await tried(scene, trial, surveyed, cycle, isTwice).catch(
        (error: unknown): Result => ({ state, wrong: [String(error)] }),
      );
      runs.push(trial.answer.name);
      state = reached;
      if (wrong.length === 0) continue;
      failures.push(`${way}, ${trial.name}, ${trial.answer.name}: ${wrong.join('\n    ')}`);
      await scene.remove();
      scene = await sceneBefore(cycle);
      surveyed = await survey(cycle, scene);
      state = 'before';
    }
    failures.push(...(await complaints(scene, cycle, state)));
  } finally {
    await scene.remove();
  }
  return { runs, failures };
}
