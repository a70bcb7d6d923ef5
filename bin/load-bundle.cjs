'use strict';
// Loads the bundle with code that an earlier run compiled, and without Node's own module loader, which looks for each of
// the 30 files of a command in several places: 31 of the 100 ms that `validate` took beyond Node (20.20) itself. The code
// is saved when a command ends, so that it includes the functions that ran.
const fs = require('node:fs');
const path = require('node:path');
const vm = require('node:vm');
const { crc32 } = require('node:zlib');

const PARAMETERS = ['exports', 'require', 'module', '__filename', '__dirname'];
const wrap = (source) => `(function (${PARAMETERS.join(', ')}) { ${source}\n})`;

/** Whether code was compiled from this source, of which V8 itself compares no more than the length. */
const isFor = (entry, source) => entry !== undefined && entry.sourceSum === crc32(source);
/** Whether code is as it was saved. V8 (11.3) trusts it, and a power failure may have left holes in the file. */
const isWhole = (entry) => entry.sum === crc32(entry.code);

/** Reads the saved code by file: a line of JSON that says where the code of each file is, and then the code. */
function readSaved(pack) {
  const saved = new Map();
  try {
    const bytes = fs.readFileSync(pack);
    const end = bytes.indexOf('\n');
    const code = bytes.subarray(end + 1);
    for (const [file, sourceSum, sum, from, to] of JSON.parse(bytes.toString('latin1', 0, end)))
      saved.set(file, { sourceSum, sum, code: code.subarray(from, to) });
  } catch {
    // There is none yet, or it is damaged and is written again.
  }
  return saved;
}

/** Writes the file atomically, because other processes may read it meanwhile. */
function writeSaved(pack, saved) {
  const next = `${pack}.${process.pid}`;
  let end = 0;
  const places = [...saved].map(([file, { sourceSum, sum, code }]) => {
    end += code.length;
    return [file, sourceSum, sum, end - code.length, end];
  });
  const codes = [...saved.values()].map(({ code }) => code);
  try {
    fs.writeFileSync(next, Buffer.concat([Buffer.from(`${JSON.stringify(places)}\n`), ...codes]));
    fs.renameSync(next, pack);
  } catch {
    // Without permission or space nothing is saved.
    fs.rmSync(next, { force: true });
  }
}

/** Compiles a file, which is ASCII, from its saved code if that is good. */
function compile(filename, source, entry) {
  const cachedData = isFor(entry, source) && isWhole(entry) ? entry.code : undefined;
  const script = new vm.Script(wrap(source.latin1Slice()), { filename, cachedData });
  return { script, isFresh: cachedData === undefined || script.cachedDataRejected };
}

/** Loads a file of the bundle and what it requires. Compiled code is saved in `cache`, if there is such a folder. */
module.exports = function loadBundle(main, cache) {
  const pack = cache === undefined ? undefined : path.join(cache, 'code');
  const saved = pack === undefined ? new Map() : readSaved(pack);
  const fresh = [];
  const loaded = new Map();

  function load(filename) {
    const known = loaded.get(filename);
    if (known !== undefined) return known.exports;
    const module = { exports: {} };
    loaded.set(filename, module);
    const folder = path.dirname(filename);
    const source = fs.readFileSync(filename);
    const file = path.basename(filename);
    const { script, isFresh } = compile(filename, source, saved.get(file));
    if (isFresh) fresh.push({ file, source, script });
    const requireFrom = (id) => (id.startsWith('.') ? load(path.join(folder, id)) : require(id));
    script.runInThisContext()(module.exports, requireFrom, module, filename, folder);
    return module.exports;
  }

  if (pack !== undefined) process.on('exit', save);
  function save() {
    if (fresh.length === 0) return;
    for (const { file, source, script } of fresh) {
      const code = script.createCachedData();
      saved.set(file, { sourceSum: crc32(source), sum: crc32(code), code });
    }
    writeSaved(pack, saved);
  }
  return load(main);
};
