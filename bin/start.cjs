'use strict';
const path = require('node:path');
const cacheFolder = require('./cache-folder.cjs');

/** Runs a command of the bundle, from code that is kept compiled where there is a place for it. */
module.exports = function start(root, argv) {
  const dist = path.join(root, 'dist');
  const cache = cacheFolder(path.join(dist, 'main.cjs'));
  const { enableCompileCache } = require('node:module');
  if (cache !== undefined) {
    if (enableCompileCache) enableCompileCache(cache);
    else require('./compile-cache.cjs')(dist, cache);
  }
  void require('../dist/main.cjs').main(root, argv);
};
