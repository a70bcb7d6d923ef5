// Runs every check that does not run flannelctl: types, format, lint, the room rule, dead code, words and names.
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { sharedNames } from './check/unique-names.mjs';

const root = path.dirname(import.meta.dirname);

const CHECKS = [
  ['types', 'tsc'],
  ['format and lint', 'biome', 'check', '.'],
  ['type-aware lint', 'oxlint', '--type-aware'],
  ['the room rule', 'depcruise', '--config', '.dependency-cruiser.cjs', 'commands', 'src'],
  ['dead code', 'knip', '--config', '.knip.json'],
];

const trackedSources = (...folders) =>
  execFileSync('git', ['ls-files', ...folders], { cwd: root, encoding: 'utf8' })
    .split('\n')
    .filter((file) => file.endsWith('.ts'));

/**
 * Whether dependency-cruiser saw the modules. It passes if it can't parse TypeScript and finds none, which must fail.
 */
function seesModules(output) {
  const cruised = Number(/(\d+) modules/.exec(output)?.[1] ?? 0);
  const sources = trackedSources('src', 'commands').length;
  return sources > 0 && cruised >= sources;
}

/** Whether the lock file is free of package hosts, because it must not depend on the machine it was made on. */
function isPortable() {
  return !/"resolved"/.test(readFileSync(path.join(root, 'package-lock.json'), 'utf8'));
}

/** Phrases that an operator who is new to flannelctl does not understand, each with its replacement. */
const PLAIN_WORDS = [
  ['taken back', 'rolled back'],
  ['taking the host back', 'rolling back'],
  ['looked at again', 'verified'],
  ['as desired', 'match, as configured'],
  ['has not ended', 'was interrupted, is open'],
  ['NOT WELL', 'DRIFT, DEGRADED'],
  ['Put it back with', 'To repair:'],
  ['Say yes beforehand', 'Use --yes'],
  ['Nothing to do', 'No changes'],
  ['take it back', 'roll it back'],
  ['takes it back', 'rolls it back'],
  ['takes back', 'rolls back'],
  ['way back', 'rollback'],
  ["somebody else's", 'foreign, not created by flannelctl'],
  ['rests on', 'depends on'],
  ['at work here', 'ran on this host'],
  ['at work on', 'ran on, changes'],
  ['takes along', 'deletes with it'],
  ['knew better', 'were ignored'],
  ['wayOut', 'resolution'],
  ['putBack', 'recreate'],
];

/** The lines of sources and documents that contain such a phrase. */
function dialect() {
  const places = ['src', 'commands', 'schemas', 'docs', 'README.md', 'CONTRIBUTING.md'];
  const phrases = PLAIN_WORDS.flatMap(([phrase]) => ['-e', phrase]);
  const { stdout } = spawnSync('git', ['grep', '-nF', ...phrases, '--', ...places], {
    cwd: root,
    encoding: 'utf8',
  });
  return stdout.split('\n').filter(Boolean);
}

function passes([name, tool, ...args]) {
  const bin = path.join(root, 'node_modules/.bin', tool);
  const { status, stdout, stderr } = spawnSync(bin, args, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 << 20,
  });
  const ok = status === 0 && (tool !== 'depcruise' || seesModules(stdout));
  console.log(`${ok ? 'ok  ' : 'FAIL'} ${name}`);
  if (!ok) console.log(`${stdout}${stderr}`.trim());
  return ok;
}

const results = CHECKS.map(passes);
if (!isPortable()) {
  console.log(
    'FAIL package-lock.json holds download addresses; make it with omit-lockfile-registry-resolved',
  );
  results.push(false);
}
for (const [name, wrong, advice] of [
  ['plain words', dialect(), PLAIN_WORDS.map(([phrase, better]) => `${phrase} → ${better}`)],
  ['unique names', sharedNames(root, trackedSources('src')), ['Each needs a name of its own.']],
]) {
  console.log(`${wrong.length === 0 ? 'ok  ' : 'FAIL'} ${name}`);
  if (wrong.length > 0) console.log([...wrong, ...advice].join('\n'));
  results.push(wrong.length === 0);
}
process.exitCode = results.every(Boolean) ? 0 : 1;
