// Measures plan and validate for many nodes; neither reads the host.
import { makeInputs, nodeList } from './inputs.mjs';
import { flannelctl, measure, measureNode } from './run.mjs';

function rowsOf(file) {
  const plan = (format) => [
    'plan',
    '--net-conf',
    file('net-conf.json'),
    '--nodes',
    file(`all.nodes.${format}`),
    '-o',
    format,
  ];
  return [
    ['plan, YAML', plan('yaml')],
    ['plan, JSON', plan('json')],
    ['validate, YAML', ['validate', file('all.plan.yaml')]],
    ['validate, JSON', ['validate', file('all.plan.json')]],
  ];
}

export function measureDocuments({ sizes, repetitionsOf, note }) {
  for (const size of sizes) {
    const rows = rowsOf(makeInputs(`documents-${size}`, { all: nodeList(size - 1) }, ['yaml', 'json']));
    for (let run = 0; run < repetitionsOf(size); run += 1) {
      note({ part: 'documents', size, row: 'node -e 0' }, measureNode());
      for (const [row, args] of rows) note({ part: 'documents', size, row }, measure(flannelctl(...args)));
    }
  }
}
