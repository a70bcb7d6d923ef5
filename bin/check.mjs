// Runs every check that does not run flannelctl: types, format, lint, the room rule, dead code, words and names.
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.dirname(import.meta.dirname);

const CHECKS = [
  ['types', 'tsc'],
  ['format and lint', 'biome', 'check', '.'],
  ['type-aware lint', 'oxlint', '--type-aware'],
  ['the room rule', 'depcruise', '--config', '.dependency-cruiser.cjs', 'commands', 'src'],
  ['dead code', 'knip', '--config', '.knip.json'],
];

/**
 * Whether dependency-cruiser saw the modules. It passes if it can't parse TypeScript and finds none, which must fail.
 */
function seesModules(output) {
  const cruised = Number(/(\d+) modules/.exec(output)?.[1] ?? 0);
  const tracked = execFileSync('git', ['ls-files', 'src', 'commands'], {
    cwd: root,
    encoding: 'utf8',
  }).split('\n');
  const sources = tracked.filter((file) => file.endsWith('.ts')).length;
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
  ["somebody else's; wanted", 'not created by flannelctl; expected'],
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
const strange = dialect();
console.log(`${strange.length === 0 ? 'ok  ' : 'FAIL'} plain words`);
if (strange.length > 0) {
  console.log(strange.join('\n'));
  console.log(PLAIN_WORDS.map(([phrase, better]) => `${phrase} → ${better}`).join('\n'));
  results.push(false);
}
process.exitCode = results.every(Boolean) ? 0 : 1;
