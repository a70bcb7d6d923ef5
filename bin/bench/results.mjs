// Reads results from a file or measures them. Runs of different sizes can be merged.
import { readFileSync } from 'node:fs';
import { measureInside } from './enter.mjs';
import { load, machine } from './machine.mjs';

async function measured(options) {
  const before = load();
  const found = await measureInside(options);
  return { date: new Date().toISOString(), machine: machine(), load: [before, load()], ...found };
}

const isSame = (a) => (b) => a.part === b.part && a.size === b.size && a.row === b.row;

/** Merges two results. Rows in both are taken from the later one. */
const merged = (a, b) => ({
  ...b,
  load: [...a.load, ...b.load],
  rows: [...a.rows.filter((row) => !b.rows.some(isSame(row))), ...b.rows],
  calls: b.calls.length > 0 ? b.calls : a.calls,
  isComplete: a.isComplete && b.isComplete,
});

export async function resultsOf({ from, ...options }) {
  if (from === undefined) return measured(options);
  return from.map((file) => JSON.parse(readFileSync(file, 'utf8'))).reduce(merged);
}
