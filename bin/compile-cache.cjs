'use strict';
// Keeps compiled code of the bundle, for Node 20: what module.enableCompileCache does since 22.1, and a fifth of
// what a command takes. The code is kept when a command ends, so that it has the functions that were run by then.
const { createHash } = require('node:crypto');
const fs = require('node:fs');
const Module = require('node:module');
const path = require('node:path');
const vm = require('node:vm');

const sha256 = (data) => createHash('sha256').update(data).digest();
const SUM = 32;

/** V8 tells another version's code by itself, but of the source it looks at the length only. */
const nameOf = (filename, source) =>
  `${path.basename(filename)}-${sha256(source).toString('hex').slice(0, 16)}`;

/** V8 (11.3) trusts what it is given, and a power cut may have left holes in it: there is a checksum before the code. */
function read(file) {
  try {
    const kept = fs.readFileSync(file);
    const code = kept.subarray(SUM);
    return sha256(code).equals(kept.subarray(0, SUM)) ? code : undefined;
  } catch {
    return undefined;
  }
}

/** Whole or not at all, for others may read it at the same time; who may not write there does without. */
function write(file, code) {
  const next = `${file}.${process.pid}`;
  try {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(next, Buffer.concat([sha256(code), code]));
    fs.renameSync(next, file);
  } catch {
    fs.rmSync(next, { force: true });
  }
}

/** Compiles the modules in a folder from code that is kept in another, as far as it is there. */
module.exports = function enable(folder, cache) {
  const fresh = [];
  const compileFully = Module.prototype._compile;
  Module.prototype._compile = function compile(source, filename) {
    if (!filename.startsWith(folder)) return compileFully.call(this, source, filename);
    const file = path.join(cache, nameOf(filename, source));
    const cachedData = read(file);
    const script = new vm.Script(Module.wrap(source), { filename, cachedData });
    if (cachedData === undefined || script.cachedDataRejected) fresh.push([file, script]);
    const require = Module.createRequire(filename);
    return script
      .runInThisContext()
      .call(this.exports, this.exports, require, this, filename, path.dirname(filename));
  };
  process.on('exit', () => {
    for (const [file, script] of fresh) write(file, script.createCachedData());
  });
};
