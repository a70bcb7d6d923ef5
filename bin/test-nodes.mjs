// Runs the built flannelctl with real versions of Node: those that are too old must say so, the others must work.
// Downloads them from npm into a temporary folder.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const flannelctl = path.join(path.dirname(import.meta.dirname), 'bin/flannelctl.cjs');
const NET_CONF = '{"Network":"10.244.0.0/16","Backend":{"Type":"vxlan"}}';

/** The versions, and whether they are supported. */
const VERSIONS = [
  ['12.22.12', false],
  ['16.20.2', false],
  ['18.20.8', false],
  ['22.12.0', false],
  ['20.19.0', true],
  ['22.13.0', true],
];

const run = (file, args, input = '') => spawnSync(file, args, { encoding: 'utf8', input });

function fetchNode(version, folder) {
  const name = `node-linux-${process.arch}`;
  const { status, stderr } = run('npm', [
    ...['install', '--no-save', '--no-audit', '--no-fund', '--prefix', folder],
    `${name}@${version}`,
  ]);
  if (status !== 0) throw new Error(`npm could not install ${name}@${version}: ${stderr}`);
  return path.join(folder, 'node_modules', name, 'bin/node');
}

/** Describes what is wrong with a command's result; undefined if nothing is. */
function judge({ status, stdout, stderr }, isSupported) {
  const isRight = isSupported
    ? status === 0 && stderr === ''
    : status === 69 && stdout === '' && /^Error: flannelctl needs Node\.js .*\n$/.test(stderr);
  return isRight ? undefined : `ended with ${status}: ${stdout}${stderr}`;
}

const folder = mkdtempSync(path.join(os.tmpdir(), 'flannelctl-nodes-'));
try {
  for (const [version, isSupported] of VERSIONS) {
    const node = fetchNode(version, path.join(folder, version));
    for (const args of [['--version'], ['validate', '-']]) {
      const wrong = judge(run(node, [flannelctl, ...args], NET_CONF), isSupported);
      console.log(
        `${wrong === undefined ? 'ok  ' : 'FAIL'} Node ${version}: ${args.join(' ')} ${wrong ?? ''}`,
      );
      if (wrong !== undefined) process.exitCode = 1;
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
