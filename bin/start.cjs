'use strict';
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const v8 = require('node:v8');
const cacheFolder = require('./cache-folder.cjs');
const loadBundle = require('./load-bundle.cjs');

/**
 * Sets HOME and SHELL if they are missing, because oclif (4.14) needs both, and a user without an entry in /etc/passwd
 * has none.
 */
function setDefaultHome() {
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
}

/** Keeps oclif from looking for a file with colours for its help, for which it loads `fs/promises` first. */
function disableThemes() {
  process.env.FLANNELCTL_DISABLE_THEME = '1';
}

const EXIT_UNAVAILABLE = 69;

/** Says what to run in a clone that was not built. */
function reportNoBuild(root) {
  process.stderr.write(
    `Error: flannelctl in ${root} has not been built: dist/main.cjs is missing\n  → Build it: cd ${root} && npm install && npm run build\n`,
  );
  process.exitCode = EXIT_UNAVAILABLE;
}

/**
 * Makes V8 optimize only functions that have run for long. A command ends within seconds, and with the default of
 * 67,584 its compiler takes more CPU time than the optimized code saves: 15 % of a `status` with 10,000 peers, and 40 %
 * of an agent's for the first thousand peers that come to it. The V8 of Node 20 (11.3) has the flag; that of Node 22
 * complains of it.
 */
function optimizeLater() {
  if (process.versions.v8.startsWith('11.')) v8.setFlagsFromString('--interrupt-budget=1000000');
}

/** Runs a command of the bundle, with cached compiled code if there is a safe folder for it. */
module.exports = function start(root, argv) {
  setDefaultHome();
  disableThemes();
  optimizeLater();
  const main = path.join(root, 'dist/main.cjs');
  if (!fs.existsSync(main)) {
    reportNoBuild(root);
    return;
  }
  void loadBundle(main, cacheFolder(main)).main(root, argv);
};
