#!/usr/bin/env node
'use strict';
// Written in ES5 and without `node:`, because a Node of any age has to get as far as saying which one is needed.
var path = require('path');

/** Of what --version prints. */
function tellLost(error) {
  if (error.code === 'EPIPE') return;
  process.stderr.write('Error: ' + error.message + '\n');
  process.exitCode = 1;
}

// The status of one that was told to end, also while it is being loaded.
function endAsTold() {
  process.exit(143);
}
process.on('SIGHUP', endAsTold);

var root = path.dirname(__dirname);
var argv = process.argv.slice(2);

/** Whether a version of Node is one of `engines` in package.json: ^20.19.0 || >=22.13.0. */
function isSupported(version) {
  var numbers = version.split('.').map(Number);
  var major = numbers[0];
  var minor = numbers[1];
  return major > 22 || (major === 22 && minor >= 13) || (major === 20 && minor >= 19);
}

if (!isSupported(process.versions.node)) {
  process.stderr.write(
    'Error: flannelctl needs Node.js ' +
      require('../package.json').engines.node +
      ', and ' +
      process.execPath +
      ' is ' +
      process.versions.node +
      ': get a newer one from https://nodejs.org/en/download (Debian 13 and later: apt-get install nodejs), and see that it comes first on the PATH\n'
  );
  process.exitCode = 69;
} else if (argv[0] === '--version') {
  // It is asked by scripts and completion, so it loads nothing.
  process.stdout.on('error', tellLost);
  process.stdout.write('flannelctl ' + require('../package.json').version + '\n');
} else {
  require('./start.cjs')(root, argv);
}
