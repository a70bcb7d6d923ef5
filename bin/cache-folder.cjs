'use strict';
// The folder for the cache of compiled code. A user who can write there can make flannelctl execute any code as its
// user. So the folder must belong to that user alone, below folders that no other user can replace; otherwise there is
// no cache.
const fs = require('node:fs');
const path = require('node:path');

const WRITABLE_BY_OTHERS = 0o022;
const STICKY = 0o1000;
const DAY_MS = 24 * 60 * 60 * 1000;

/** The cache folder of root is the system's; that of other users follows the XDG Base Directory Specification. */
function cacheHome(uid, { XDG_CACHE_HOME = '', HOME = '' }) {
  if (uid === 0) return '/var/cache';
  if (path.isAbsolute(XDG_CACHE_HOME)) return XDG_CACHE_HOME;
  return path.isAbsolute(HOME) ? path.join(HOME, '.cache') : undefined;
}

/**
 * Whether other users can't replace entries of a folder. In a sticky folder they can't delete or rename the files of
 * others.
 */
function isTrusted(folder, uid) {
  const { mode, uid: owner } = fs.lstatSync(folder);
  return (owner === uid || owner === 0) && ((mode & WRITABLE_BY_OTHERS) === 0 || (mode & STICKY) !== 0);
}

const andAbove = (folder) =>
  folder === path.dirname(folder) ? [folder] : [...andAbove(path.dirname(folder)), folder];

/**
 * Creates the folder and the user's own folders above it if they are missing; tells whether it belongs to this user
 * alone.
 */
function isOwn(folder, uid) {
  if (!fs.existsSync(folder)) fs.mkdirSync(folder, { recursive: uid !== 0, mode: 0o700 });
  const found = fs.lstatSync(folder);
  return found.isDirectory() && found.uid === uid && (found.mode & WRITABLE_BY_OTHERS) === 0;
}

/** Deletes the code of replaced bundles. The code of a bundle that still exists may belong to another installation. */
function removeOld(own, kept) {
  for (const name of fs.readdirSync(own)) {
    const folder = path.join(own, name);
    if (name !== kept && Date.now() - fs.lstatSync(folder).mtimeMs > DAY_MS)
      fs.rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * The cache folder for the bundle with this main file and this Node, created if needed; undefined if there is no safe
 * one.
 */
module.exports = function cacheFolder(main) {
  try {
    const uid = process.geteuid();
    const home = cacheHome(uid, process.env);
    if (home === undefined) return undefined;
    const own = path.join(home, 'flannelctl');
    if (!isOwn(own, uid) || !andAbove(fs.realpathSync(own)).every((folder) => isTrusted(folder, uid)))
      return undefined;
    const { dev, ino, mtimeMs } = fs.statSync(main);
    const file = [dev, ino, Math.round(mtimeMs)].map((number) => number.toString(36));
    // V8 takes code of another build of the same V8, and crashes: Node 20.19.0 with that of 20.20.2 (V8 11.3).
    const name = [...file, process.version].join('-');
    const folder = path.join(own, name);
    if (!fs.existsSync(folder)) {
      fs.mkdirSync(folder, { mode: 0o700 });
      removeOld(own, name);
    }
    return folder;
  } catch {
    // The disk is full or read-only, or another process is creating the folder: no cache this time.
    return undefined;
  }
};
