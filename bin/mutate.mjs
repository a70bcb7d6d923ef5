// Changes one small thing in the code at a time, at random, and sees whether a unit test fails: --help tells how.
import { parseArgs } from 'node:util';
import { makeCopy } from './mutate/copy.mjs';
import { mutantsOf, sourceFiles } from './mutate/mutants.mjs';
import { chooser } from './mutate/random.mjs';
import { diffText, progressText, summaryText } from './mutate/report.mjs';
import { requirePassing, testsFail } from './mutate/tests.mjs';
import { typeChecker } from './mutate/types.mjs';

const HELP = `npm run mutate -- [--count N] [--seed S] [--only PART-OF-PATH] [--room] [--limit SECONDS] [--json]

Makes N mutants of the pure rooms, of reconcile, and of what agent and stores decide without a host, one after the other,
in a copy of the repository, which may change meanwhile: a comparison turned round, a condition or an await dropped, a
constant changed, a function that returns at once, an element of a list removed. The unit tests that import the file have
to kill it; first all have to pass without any. With --room only those of the file's room: much quicker, and a survivor
may be one that the tests of other rooms kill. A mutant is
  refused    by the type checker: another one is taken in its place
  killed     a test failed
  timed out  the tests did not end in time: most likely an endless loop
  survived   no test failed: a test is missing, or nothing can tell it from the original
Tells each as it ends, with what a survivor changes; --json: on standard error. Ends with 1 if one survived.
`;

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string', default: '' },
    room: { type: 'boolean', default: false },
    limit: { type: 'string', default: '300' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const options = { seconds: Number(values.limit), onlyRoom: values.room };

/** Mutants in a random order, each file as likely as its number of mutants. */
function shuffled(mutants, seed) {
  const choose = chooser(seed);
  const left = [...mutants];
  return mutants.map(() => left.splice(choose(left.length), 1)[0]);
}

/** Where each mutant is told as soon as it ended: not where the document goes. */
const progress = values.json ? console.error : console.log;

/** What became of one mutant, and which test killed it. */
async function tryOut(mutant, copy, types) {
  const mutated = mutant.apply(copy.read(mutant.file));
  if (!types.accepts(mutant.file, mutated)) return { outcome: 'refused' };
  copy.write(mutant.file, mutated);
  try {
    return await testsFail(copy.root, mutant.file, options);
  } finally {
    copy.restore(mutant.file);
  }
}

async function main() {
  const copy = makeCopy();
  const results = [];
  const files = sourceFiles(copy.root, values.only);
  await requirePassing(copy.root, files, options);
  const types = typeChecker(copy.root);
  const mutants = files.flatMap((file) => mutantsOf(file, copy.read(file)));
  let tried = 0;
  for (const mutant of shuffled(mutants, Number(values.seed))) {
    if (tried === Number(values.count)) break;
    const { outcome, by } = await tryOut(mutant, copy, types);
    if (outcome !== 'refused') tried += 1;
    const { file, line, what } = mutant;
    const result = { file, line, what, outcome, by, diff: diffText(mutant, copy.read(file)) };
    results.push(result);
    progress(progressText(result));
  }
  console.log(values.json ? JSON.stringify(results, null, 2) : summaryText(results));
  process.exitCode = results.some(({ outcome }) => outcome === 'survived') ? 1 : 0;
}

// What is to go with this process goes with it then, too.
for (const [signal, status] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
])
  process.once(signal, () => process.exit(status));

if (values.help) process.stdout.write(HELP);
else await main();
