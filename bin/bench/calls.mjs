// Counts the tools that a command starts, by stand-ins that come first on the PATH.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { makeInputs, nodeList } from './inputs.mjs';
import { flannelctl, output } from './run.mjs';
import { SCRATCH, withNode } from './world.mjs';

const PEERS = 10;

const TOOLS = [
  ...['ip', 'bridge', 'nft', 'unshare', 'ping', 'xargs', 'sysctl', 'ss'],
  ...['iptables', 'iptables-save', 'iptables-restore', 'ip6tables', 'ip6tables-save', 'ip6tables-restore'],
];

function makeStandIns(folder, log) {
  mkdirSync(folder);
  for (const tool of TOOLS) {
    const script = `#!/bin/sh\necho '${tool}' >> '${log}'\nPATH='${process.env.PATH}' exec ${tool} "$@"\n`;
    writeFileSync(path.join(folder, tool), script, { mode: 0o755 });
  }
}

/** Counts the lines of a log, which exists only after the first line. */
function tally(log) {
  const lines = readFileSync(log, { encoding: 'utf8', flag: 'a+' }).split('\n').slice(0, -1);
  rmSync(log);
  const tools = TOOLS.filter((tool) => lines.includes(tool));
  return Object.fromEntries(tools.map((tool) => [tool, lines.filter((line) => line === tool).length]));
}

const COMMANDS = (join) => ({
  'first join': join,
  'join again': join,
  'join again, no flags': ['join', '--yes'],
  diff: ['diff'],
  status: ['status'],
  reset: ['reset', '--yes'],
});

/** The number of calls of each tool, for each command in a short life of a node. */
export function countCalls() {
  const folder = path.join(SCRATCH, 'stand-ins');
  const log = path.join(SCRATCH, 'calls.log');
  makeStandIns(folder, log);
  const plan = makeInputs('calls', { all: nodeList(PEERS) }, ['yaml'])('all.plan.yaml');
  const commands = COMMANDS(['join', '--node', 'n1', '--nodes', plan, '--yes']);
  return withNode('calls', 'answering', (node) => {
    const env = { ...process.env, ...node.env, PATH: `${folder}:${process.env.PATH}` };
    return Object.entries(commands).map(([row, args]) => {
      output(['nsenter', `--net=/run/netns/${node.netns}`, ...flannelctl(...args)], { env });
      return { row, byTool: tally(log) };
    });
  });
}
