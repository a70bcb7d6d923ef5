#!/usr/bin/env node
'use strict';
const path = require('node:path');

const root = path.dirname(__dirname);
const argv = process.argv.slice(2);

// --version is asked by scripts and completion, so it loads nothing.
if (argv[0] === '--version') {
  process.stdout.write(`flannelctl ${require('../package.json').version}\n`);
} else {
  // Compiled code is kept beside the bundle, so only who may write the bundle can write it.
  const [dist, cache] = [path.join(root, 'dist'), path.join(root, 'dist/.cache')];
  const { enableCompileCache } = require('node:module');
  if (enableCompileCache) enableCompileCache(cache);
  else require('./compile-cache.cjs')(dist, cache);
  void require('../dist/main.cjs').main(root, argv);
}
