// How long until a command does anything, beside Node that does nothing.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { NET_CONF } from './inputs.mjs';
import { flannelctl, measure } from './run.mjs';
import { withNode } from './world.mjs';

const RUNS = 31;

function rowsOf({ root }) {
  const netConf = path.join(root, 'net-conf.json');
  writeFileSync(netConf, NET_CONF);
  return [
    ['node -e 0', [process.execPath, '-e', '0']],
    ['--version', flannelctl('--version')],
    ['validate', flannelctl('validate', netConf)],
    ['--help', flannelctl('--help')],
    // It ends with 3: there is nothing to tell the status of.
    ['status, not set up', flannelctl('status'), 3],
  ];
}

export function measureStartUp({ note, repetitions = RUNS }) {
  withNode('empty', 'answering', (node) => {
    const rows = rowsOf(node);
    const measured = ([, command, expected]) => measure(command, { ...node, expected });
    // The first run of each leaves the compiled code to the others.
    for (const each of rows) measured(each);
    for (let run = 0; run < repetitions; run += 1)
      for (const each of rows) note({ part: 'start-up', row: each[0] }, measured(each));
  });
}
