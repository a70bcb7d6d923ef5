import { parseArgs } from 'node:util';
import { type Finding, type Target, tryInput } from './engine.ts';
import { allTargets } from './targets.ts';

const { values } = parseArgs({
  options: {
    repository: { type: 'string', default: '.' },
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string', default: `${Date.now() % 1_000_000}` },
    target: { type: 'string', default: '' },
  },
});

/** Milliseconds of one target before it is the next one's turn. */
const TURN = 200;

/** Findings of one target after which it has no more turns: they are the same over and over. */
const ENOUGH = 5;

const say = (line: string): boolean => process.stdout.write(`${line}\n`);

interface Tally {
  readonly target: Target;
  tried: number;
  readonly findings: Finding[];
}

function tell({ target, seed, n, what, input }: Finding): void {
  say(
    `FOUND ${target}: ${what}\n  --seed ${seed} --target ${JSON.stringify(target)}, input ${n}: ${JSON.stringify(input)}`,
  );
}

async function takeTurn(tally: Tally, seed: number): Promise<void> {
  const end = Date.now() + TURN;
  while (Date.now() < end && tally.findings.length < ENOUGH) {
    const finding = await tryInput(tally.target, seed, tally.tried);
    tally.tried += 1;
    if (finding === undefined) continue;
    tally.findings.push(finding);
    tell(finding);
  }
}

const [seed, until] = [Number(values.seed), Date.now() + Number(values.seconds) * 1000];
const tallies: Tally[] = allTargets(values.repository)
  .filter(({ name }) => name.includes(values.target))
  .map((target) => ({ target, tried: 0, findings: [] }));
while (Date.now() < until) for (const tally of tallies) await takeTurn(tally, seed);

for (const { target, tried, findings } of tallies)
  say(`${target.name}: ${tried} inputs, ${findings.length} findings`);
const total = (count: (tally: Tally) => number): number =>
  tallies.reduce((sum, tally) => sum + count(tally), 0);
const found = total(({ findings }) => findings.length);
say(`Seed ${seed}: ${total(({ tried }) => tried)} inputs for ${tallies.length} targets, ${found} findings`);
process.exitCode = found === 0 ? 0 : 1;
