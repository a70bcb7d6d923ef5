'use strict';
// Where compiled code is kept. Whoever can write there can have flannelctl run what they like, as the user that runs it:
// so it is a folder of that user's alone, below folders that nobody else can exchange, or there is none.
const fs = require('node:fs');
const path = require('node:path');

const WRITABLE_BY_OTHERS = 0o022;
const STICKY = 0o1000;
const DAY_MS = 24 * 60 * 60 * 1000;

/** Root's is the system's; that of others is as the XDG Base Directory Specification says. */
function cacheHome(uid, { XDG_CACHE_HOME = '', HOME = '' }) {
  if (uid === 0) return '/var/cache';
  if (path.isAbsolute(XDG_CACHE_HOME)) return XDG_CACHE_HOME;
  return path.isAbsolute(HOME) ? path.join(HOME, '.cache') : undefined;
}

/** In a sticky folder nobody can take away or rename what is another's. */
function isTrusted(folder, uid) {
  const { mode, uid: owner } = fs.lstatSync(folder);
  return (owner === uid || owner === 0) && ((mode & WRITABLE_BY_OTHERS) === 0 || (mode & STICKY) !== 0);
}

const andAbove = (folder) =>
  folder === path.dirname(folder) ? [folder] : [...andAbove(path.dirname(folder)), folder];

/** Makes the folder, and those of a user's own above it, unless it is there; says whether it is of this user alone. */
function isOwn(folder, uid) {
  if (!fs.existsSync(folder)) fs.mkdirSync(folder, { recursive: uid !== 0, mode: 0o700 });
  const found = fs.lstatSync(folder);
  return found.isDirectory() && found.uid === uid && (found.mode & WRITABLE_BY_OTHERS) === 0;
}

/** Code of bundles that have been replaced is of no use; one that is there may be another installation's. */
function removeOld(own, kept) {
  for (const name of fs.readdirSync(own)) {
    const folder = path.join(own, name);
    if (name !== kept && Date.now() - fs.lstatSync(folder).mtimeMs > DAY_MS)
      fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** The folder for the compiled code of the bundle with this file in it, which exists then; undefined if none is safe. */
module.exports = function cacheFolder(main) {
  try {
    const uid = process.geteuid();
    const home = cacheHome(uid, process.env);
    if (home === undefined) return undefined;
    const own = path.join(home, 'flannelctl');
    if (!isOwn(own, uid) || !andAbove(fs.realpathSync(own)).every((folder) => isTrusted(folder, uid)))
      return undefined;
    const { dev, ino, mtimeMs } = fs.statSync(main);
    const name = [dev, ino, Math.round(mtimeMs)].map((number) => number.toString(36)).join('-');
    const folder = path.join(own, name);
    if (!fs.existsSync(folder)) {
      fs.mkdirSync(folder, { mode: 0o700 });
      removeOld(own, name);
    }
    return folder;
  } catch {
    // A disk that is full or read-only, or somebody else who does the same: it goes without.
    return undefined;
  }
};
