import { writeFile } from 'node:fs/promises';
import { run } from '../../../../src/host/exec/run.ts';
import { writeFileDeep } from '../../../../src/host/files/files.ts';
import { applyBatch, observe } from '../../../../src/host/index.ts';
import { marksDuring } from '../../../../src/reconcile/comparison/marks.ts';
import { recordedAfter } from '../../../../src/reconcile/index.ts';
import {
  batchesOf,
  diff,
  type HostObject,
  isOurs,
  keyOf,
  keysOf,
  type Step,
  stepsOf,
} from '../../../../src/state/index.ts';
import { FLANNEL, type Wish, wanted } from '../../../support/adopt/wanted.ts';
import type { Rebuilt } from '../../../support/host/rebuild.ts';
import { instructionLine } from '../../../support/model/instruction-line.ts';
import { marksOf, NOTHING, texts } from '../../../support/model/play.ts';

export interface Order {
  readonly host: Rebuilt;
  readonly wish: Wish;
  /** More commands, of another program, one a line. */
  readonly more: readonly string[];
  /** Whether flannel's marks are given. */
  readonly isTakeover: boolean;
  /** How far to go before turning back. */
  readonly percent: number;
}

/** What came of it. */
export interface Outcome {
  /** What was to be done: the action and the key. */
  readonly changes: readonly string[];
  readonly commands: readonly string[];
  /** What was still to be done after all of it. */
  readonly left: readonly string[];
  /** What was still there after a reset that is neither others' nor the uplink's. */
  readonly residue: readonly string[];
  /** What differed, and what was still to be done, after turning back half-way. */
  readonly changed: readonly string[];
}

const root = process.argv[2] ?? '/nonexistent';
const place = { root, transaction: 'none', isRollback: false, observed: [] };
const PATHS = ['/run/flannel/subnet.env'];

async function must(command: readonly string[], input: string): Promise<void> {
  const { exitCode, stderr } = await run(command, { input });
  if (exitCode !== 0) throw new Error(`${command.join(' ')}: ${stderr}\n${input}`);
}

async function build({ ip, bridge, nft, iptables, ip6tables, settings, files }: Rebuilt): Promise<void> {
  await must(['ip', '-batch', '-'], `${ip.join('\n')}\n`);
  await must(['bridge', '-batch', '-'], `${bridge.join('\n')}\n`);
  await must(['nft', '-f', '-'], nft);
  if (iptables !== '') await must(['iptables-restore', '--noflush'], iptables);
  if (ip6tables !== '') await must(['ip6tables-restore', '--noflush'], ip6tables);
  for (const [name, value] of Object.entries(settings)) await writeFile(`/proc/sys/${name}`, value);
  for (const [file, content] of Object.entries(files)) await writeFileDeep(`${root}${file}`, content);
}

async function go(steps: readonly Step[]): Promise<void> {
  for (const batch of batchesOf(steps)) await applyBatch(batch, place);
}

const show = (objects: readonly HostObject[]): string[] => texts(objects);

async function main(): Promise<Outcome> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk));
  const { host, wish, more, isTakeover, percent } = JSON.parse(
    Buffer.concat(chunks).toString('utf8'),
  ) as Order;
  await build(host);
  const look = async (): Promise<HostObject[]> =>
    observe({ root, sysctls: Object.keys(host.settings), paths: PATHS });
  const flannel = isTakeover ? { flannel: FLANNEL } : {};
  const desired = wanted(await look(), wish);
  for (const command of more) await must(['sh', '-c', command], '');
  const observed = await look();
  const marks = { ...marksOf(NOTHING.recorded, observed), ...flannel };
  const found = diff(desired, observed, marks);
  const steps = stepsOf(found);
  const changes = found.changes.map(({ action, key }) => `${action} ${key}`);
  const commands = steps.map(({ instruction }) => instructionLine(instruction) ?? instruction.tool);
  if (found.changes.some(({ action }) => action === 'conflict'))
    return { changes, commands, left: [], residue: [], changed: [] };

  // Part of the way, and back again.
  await go(steps.slice(0, Math.ceil((steps.length * percent) / 100)));
  const during = marksDuring({ observed, marks, diff: found, collateral: [] });
  const touched = new Set(found.changes.flatMap(keysOf));
  const before = observed.filter((object) => touched.has(keyOf(object)) || isOurs(object, during));
  const midway = await look();
  await go(stepsOf(diff(before, midway, marksOf(during, midway))));
  const back = await look();
  const [as, is] = [show(observed), show(back)];
  const changed = [
    ...as.filter((text) => !is.includes(text)).map((text) => `lost ${text}`),
    ...is.filter((text) => !as.includes(text)).map((text) => `new ${text}`),
    ...diff(before, back, marksOf(during, back)).changes.map(({ action, key }) => `${action} ${key}`),
  ];

  // All the way, and reset.
  const again = diff(desired, back, { ...marksOf(NOTHING.recorded, back), ...flannel });
  await go(stepsOf(again));
  const recorded = recordedAfter(NOTHING.recorded, again.changes);
  const done = await look();
  const left = diff(desired, done, { ...marksOf(recorded, done), ...flannel }).changes.map(
    ({ action, key }) => `${action} ${key}`,
  );
  await go(stepsOf(diff([], done, marksOf(recorded, done))));
  const residue = (await look()).filter(({ kind }) => kind !== 'link' && kind !== 'address').map(keyOf);
  return { changes, commands, left, residue, changed };
}

process.stdout.write(JSON.stringify(await main()));
