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
  const results = await resultsOf(flags);
  if (results === undefined) return false;
  const json = `${JSON.stringify(results, null, 2)}\n`;
  process.stdout.write(flags.json ? json : `${allTables(results)}\n`);
  if (flags.save !== undefined) writeFileSync(flags.save, json);
  if (flags['write-docs']) writeDocs(results);
  return flags.check ? check(results) : true;
}

try {
  process.exitCode = (await main(readFlags(process.argv.slice(2)))) ? 0 : 1;
} catch (error) {
  console.error(`bench: ${error.message}`);
  process.exitCode = 64;
}
