// Measures what flannelctl costs, beside what the same costs without it: --help tells how.
import { writeFileSync } from 'node:fs';
import { writeDocs } from './bench/docs.mjs';
import { readFlags } from './bench/flags.mjs';
import { judgeAll } from './bench/goals.mjs';
import { resultsOf } from './bench/results.mjs';
import { allTables } from './bench/tables.mjs';

/** Names the goals that are missed; whether none is, and some are met. */
function check(results) {
  const goals = judgeAll(results);
  for (const { name, goal, measured } of goals.filter(({ verdict }) => verdict === 'missed'))
    console.error(`missed: ${name}: ${measured}; ${goal}`);
  const [met, missed] = ['met', 'missed'].map(
    (wanted) => goals.filter(({ verdict }) => verdict === wanted).length,
  );
  console.error(
    `${met} of ${goals.length} goals met, ${missed} missed, ${goals.length - met - missed} not run`,
  );
  return missed === 0 && met > 0;
}

/** Whether all went well. */
async function main({ helpText, ...flags }) {
  if (helpText !== undefined) {
    process.stdout.write(helpText);
    return true;
  }
  const { from, sizes, repetitions, only, flanneld } = flags;
  const results = await resultsOf({ from, sizes, repetitions, only, flanneld });
  const json = `${JSON.stringify(results, null, 2)}\n`;
  process.stdout.write(flags.json ? json : `${allTables(results)}\n`);
  if (flags.save !== undefined) writeFileSync(flags.save, json);
  if (!results.isComplete) return false;
  if (flags['write-docs']) writeDocs(results);
  return flags.check ? check(results) : true;
}

/** The flags; undefined if they are wrong, which has been said then. */
function flagsOf(argv) {
  try {
    return readFlags(argv);
  } catch (error) {
    console.error(`bench: ${error.message}; --help tells how`);
    return undefined;
  }
}

const flags = flagsOf(process.argv.slice(2));
if (flags === undefined) process.exitCode = 64;
else process.exitCode = (await main(flags)) ? 0 : 1;
