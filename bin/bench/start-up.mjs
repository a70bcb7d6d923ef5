// Measures the time until a command starts its work, beside bare Node.
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
    // Exits with 3, because no node is set up.
    ['status, not set up', flannelctl('status'), 3],
  ];
}

export function measureStartUp({ note, repetitions = RUNS }) {
  withNode('empty', 'answering', (node) => {
    const rows = rowsOf(node);
    const measured = ([, command, expected]) => measure(command, { ...node, expected });
    // A first run of each fills the cache of compiled code.
    for (const each of rows) measured(each);
    for (let run = 0; run < repetitions; run += 1)
      for (const each of rows) note({ part: 'start-up', row: each[0] }, measured(each));
  });
}
