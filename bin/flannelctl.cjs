#!/usr/bin/env node
'use strict';
const os = require('node:os');
const path = require('node:path');

// The status of one that was told to end, also while it is being loaded.
process.on('SIGHUP', () => process.exit(143));

// oclif asks for a home and a shell (4.14), and a user without an entry in /etc/passwd has none.
for (const [name, ask, otherwise] of [
  ['HOME', os.homedir, '/'],
  ['SHELL', os.userInfo, '/bin/sh'],
]) {
  try {
    if (!process.env[name]) ask();
  } catch {
    process.env[name] = otherwise;
  }
}

const root = path.dirname(__dirname);
const argv = process.argv.slice(2);

// --version is asked by scripts and completion, so it loads nothing.
if (argv[0] === '--version') {
  process.stdout.on('error', ({ code, message }) => {
    if (code === 'EPIPE') return;
    process.stderr.write(`Error: ${message}\n`);
    process.exitCode = 1;
  });
  process.stdout.write(`flannelctl ${require('../package.json').version}\n`);
} else {
  // Compiled code is kept beside the bundle, so only who may write the bundle can write it.
  const [dist, cache] = [path.join(root, 'dist'), path.join(root, 'dist/.cache')];
  const { enableCompileCache } = require('node:module');
  if (enableCompileCache) enableCompileCache(cache);
  else require('./compile-cache.cjs')(dist, cache);
  void require('../dist/main.cjs').main(root, argv);
}
