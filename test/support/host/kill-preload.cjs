'use strict';
/**
 * Given to Node by `--require`: counts what a flannelctl does that outlasts it (files and folders made, written, moved,
 * removed; settings of the kernel; tools started that change the host), and makes it kill itself at one of these.
 *
 * KILL_LOG  a file that gets a line for each, such as `write var/lib/flannelctl/journal.ndjson batch`
 * KILL_AT   `before:N`, `after:N`: around the N-th; `half:N`, `short:N`: half-way through it, or one byte before its end
 *
 * Reads, fsync and what a file that is there already is opened for leave nothing, so they are no moments of their own:
 * the state before one of them is the state after what came before it.
 */
const childProcess = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const [, , command] = process.argv;
const [moment, at] = (process.env.KILL_AT ?? ':').split(':');
const roots = [process.env.FLANNELCTL_ROOT, os.tmpdir(), '/proc/sys'].filter(Boolean);
const { writeSync, appendFileSync, existsSync, mkdirSync } = fs;
const names = new WeakMap();
let count = 0;

function die() {
  process.kill(process.pid, 'SIGKILL');
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}

/** A file in a folder that is held open is named by its descriptor. */
const atHome = (file) =>
  String(file).replace(/^\/proc\/self\/fd\/\d+(?=\/)/, (held) => fs.readlinkSync(held));

const nameOf = (given) => {
  const file = atHome(given);
  const root = roots.find((folder) => `${file}/`.startsWith(`${folder}/`));
  // A transaction's name is another each time.
  return root === undefined
    ? undefined
    : path.relative(root, file).replace(/\.[0-9a-f]{6}(?=\.flannelctl$)/, '') || '.';
};

/** Notes what is about to be done; dies before it or in its middle if it is the one, and says whether to die after it. */
function isLast(label, half) {
  count += 1;
  if (process.env.KILL_LOG) appendFileSync(process.env.KILL_LOG, `${label}\n`);
  if (count !== Number(at)) return false;
  if (moment === 'before') die();
  if (moment === 'half' || moment === 'short') {
    half(moment);
    die();
  }
  return moment === 'after';
}

/** Puts something around a method that returns a promise; `describe` gives the label, or undefined if it leaves nothing. */
function around(owner, method, describe, half = () => {}) {
  const original = owner[method];
  owner[method] = async function patched(...args) {
    const label = describe.call(this, ...args);
    const isOver = label !== undefined && isLast(label, (how) => half.call(this, how, ...args));
    const result = await original.apply(this, args);
    if (isOver) die();
    return result;
  };
}

const isThere = (file) => existsSync(file);
const isEmpty = (folder) => isThere(folder) && fs.readdirSync(folder).length === 0;
const ifNamed = (verb, file) => (nameOf(file) === undefined ? undefined : `${verb} ${nameOf(file)}`);
const recordIn = (text) => /^\n?\{"record":"(\w+)"/.exec(String(text))?.[1] ?? '';

function writePart(how, fd, data) {
  const bytes = Buffer.from(data);
  writeSync(fd, bytes, 0, how === 'half' ? bytes.length >> 1 : bytes.length - 1);
}

/** Of several missing folders only the outermost. */
function makeFirst(folder) {
  const parent = path.dirname(folder);
  if (isThere(parent)) mkdirSync(folder);
  else makeFirst(parent);
}

function patchFiles() {
  const files = fs.promises;
  around(files, 'rename', (from) => ifNamed('rename', from));
  around(files, 'rm', (file) => (isThere(file) ? ifNamed('rm', file) : undefined));
  around(files, 'unlink', (file) => (isThere(file) ? ifNamed('unlink', file) : undefined));
  around(files, 'link', (_, file) => (isThere(file) ? undefined : ifNamed('link', file)));
  around(files, 'symlink', (_, file) => (isThere(file) ? undefined : ifNamed('symlink', file)));
  around(files, 'rmdir', (file) => (isEmpty(file) ? ifNamed('rmdir', file) : undefined));
  around(files, 'writeFile', (file) => (typeof file === 'string' ? ifNamed('set', file) : undefined));
  around(
    files,
    'mkdir',
    (file) => {
      if (isThere(file)) return undefined;
      return ifNamed(isThere(path.dirname(file)) ? 'mkdir' : 'mkdirs', file);
    },
    (_, file) => makeFirst(file),
  );
}

function patchHandles() {
  const files = fs.promises;
  around(files, 'open', (file, flags = 'r') =>
    typeof flags === 'string' && /[wa]/.test(flags) && !isThere(file) ? ifNamed('create', file) : undefined,
  );
  const { open } = files;
  let isPatched = false;
  files.open = async (file, flags = 'r', ...rest) => {
    const handle = await open(file, flags, ...rest);
    if (typeof flags === 'string' && /[wa+]/.test(flags) && nameOf(file) !== undefined)
      names.set(handle, file);
    if (!isPatched) patchWrites(Object.getPrototypeOf(handle));
    isPatched = true;
    return handle;
  };
}

function patchWrites(prototype) {
  for (const method of ['write', 'writeFile', 'appendFile']) {
    around(
      prototype,
      method,
      function describe(data) {
        const file = names.get(this);
        return file === undefined ? undefined : `write ${nameOf(file)} ${recordIn(data)}`.trimEnd();
      },
      function half(how, data) {
        writePart(how, this.fd, data);
      },
    );
  }
}

/** What of a command line changes the host, as a label. */
function startLabel(file, args) {
  const line = [file, ...args].join(' ');
  if (/^(ip|bridge) -batch -$|^nft -f -$|^ip6?tables-restore --noflush |^ip (route|nexthop) add/.test(line))
    return `start ${line}`;
  return file === process.execPath ? `start node ${args[1]}` : undefined;
}

function patchSpawn() {
  const { spawn } = childProcess;
  childProcess.spawn = (file, args, options) => {
    const label = startLabel(file, args);
    const isOver = label !== undefined && isLast(label, () => {});
    const child = spawn(file, args, options);
    if (isOver) die();
    return child;
  };
}

// What it starts in the background has its own life.
if (command !== 'watchdog') {
  patchFiles();
  patchHandles();
  patchSpawn();
}
