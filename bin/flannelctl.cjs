#!/usr/bin/env node
'use strict';
// ES5 without `node:` imports, because a Node of any age must be able to say which version is needed.
var path = require('path');

/** Reports that the output of --version could not be written. */
function reportWriteError(error) {
  if (error.code === 'EPIPE') return;
  process.stderr.write('Error: ' + error.message + '\n');
  process.exitCode = 1;
}

// A signal during loading ends the process with the same status as one during a command.
function exitAsTerminated() {
  process.exit(143);
}
process.on('SIGHUP', exitAsTerminated);

var root = path.dirname(__dirname);
var argv = process.argv.slice(2);

/** Whether a version of Node satisfies `engines` in package.json: ^20.19.0 || >=22.13.0. */
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
} else if (argv[0] === '--version' || argv[0] === 'version' || argv[0] === '-v') {
  // --version loads nothing, because scripts and shell completion call it often.
  process.stdout.on('error', reportWriteError);
  process.stdout.write('flannelctl ' + require('../package.json').version + '\n');
} else {
  require('./start.cjs')(root, argv);
}
