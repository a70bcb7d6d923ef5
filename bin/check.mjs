// Everything that is checked without running flannelctl: types, format, lint, the room rule, dead code.
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

/** dependency-cruiser passes when it can't read TypeScript and so sees no modules: that is a failure. */
function seesModules(output) {
  const cruised = Number(/(\d+) modules/.exec(output)?.[1] ?? 0);
  const tracked = execFileSync('git', ['ls-files', 'src', 'commands'], {
    cwd: root,
    encoding: 'utf8',
  }).split('\n');
  const sources = tracked.filter((file) => file.endsWith('.ts')).length;
  return sources > 0 && cruised >= sources;
}

/** Lock files and sources name no package host and no path of the machine they were made on. */
function isPortable() {
  return !/"resolved"/.test(readFileSync(path.join(root, 'package-lock.json'), 'utf8'));
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
process.exitCode = results.every(Boolean) ? 0 : 1;
