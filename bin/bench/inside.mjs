// Measures in the namespaces that enter.mjs makes, and prints the results as JSON. Progress goes to stderr.
import { measureAgent } from './agent.mjs';
import { countCalls } from './calls.mjs';
import { measureDocuments } from './documents.mjs';
import { measurePeers } from './peers.mjs';
import { measureStartUp } from './start-up.mjs';
import { makeScratch } from './world.mjs';

/** The number of repetitions, smaller for what takes longer. */
const REPETITIONS = [
  [100, 9],
  [1000, 5],
  [10_000, 3],
  [Number.POSITIVE_INFINITY, 1],
];

const { sizes, repetitions, only, flanneld } = JSON.parse(process.argv[2]);

const repetitionsOf = (size) => repetitions ?? REPETITIONS.find(([most]) => size <= most)[1];

const rows = [];

/** The row with this key, created if it does not exist. */
function rowFor(key) {
  const found = rows.find(({ part, size, row }) => part === key.part && size === key.size && row === key.row);
  if (found !== undefined) return found;
  const added = { ...key, samples: [] };
  rows.push(added);
  return added;
}

function note(key, sample) {
  rowFor(key).samples.push(sample);
  const where = [key.part, key.size?.toLocaleString('en'), key.row].filter((word) => word !== undefined);
  process.stderr.write(`${where.join(', ')}: ${sample.cpu.toFixed(3)} s, ${sample.peak.toFixed(0)} MB\n`);
}

const PARTS = {
  'start-up': measureStartUp,
  documents: measureDocuments,
  peers: measurePeers,
};

/** Kept after a failure, because the rows measured before it are valid. */
const results = { rows, calls: [], isComplete: false };

try {
  makeScratch();
  for (const [part, measurePart] of Object.entries(PARTS))
    if (only.includes(part)) measurePart({ sizes, repetitions, repetitionsOf, note });
  if (only.includes('agent')) await measureAgent({ sizes, flanneld, note });
  if (only.includes('calls')) results.calls = countCalls();
  results.isComplete = true;
} catch (error) {
  process.stderr.write(`bench: ${error.stack}\n`);
}
// After a failure an etcd or an agent may still run, which ends with the namespace.
process.stdout.write(JSON.stringify(results), () => process.exit(0));
