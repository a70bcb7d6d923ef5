// Makes src/generated/ (types and validators, from schemas/) and dist/ (the bundle that bin/flannelctl.cjs runs). With
// --types only the first.
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import Ajv from 'ajv/dist/2020.js';
import standaloneCode from 'ajv/dist/standalone/index.js';
import { compile } from 'json-schema-to-typescript';
import { rolldown } from 'rolldown';

const root = path.dirname(import.meta.dirname);
const schemas = path.join(root, 'schemas');

/** Fills a temporary folder and then renames it into place, so that no process sees half a build. */
async function replaceFolder(folder, fill) {
  const [next, old] = [`${folder}.next-${process.pid}`, `${folder}.old-${process.pid}`];
  try {
    await mkdir(next, { recursive: true });
    await fill(next);
    await rename(folder, old).catch(() => {});
    await rename(next, folder);
  } finally {
    await Promise.all([next, old].map((leftover) => rm(leftover, { recursive: true, force: true })));
  }
}

async function readSchemas() {
  const names = (await readdir(schemas)).filter((name) => name.endsWith('.schema.json')).sort();
  return Promise.all(names.map(async (name) => JSON.parse(await readFile(path.join(schemas, name), 'utf8'))));
}

/** The types of all schemas, generated from one document, so that a type that two of them share is generated once. */
async function typesOf(all) {
  const definitions = Object.fromEntries(all.map((schema) => [schema.title, { $ref: schema.$id }]));
  const every = {
    title: 'EveryDocument',
    type: 'object',
    properties: definitions,
    additionalProperties: false,
  };
  return compile(every, 'EveryDocument', {
    bannerComment: '',
    format: false,
    cwd: `${schemas}/`,
  });
}

/**
 * Generates types and validators: `schemas/subnet-plan.schema.json` gives the type `SubnetPlan` and the validator
 * `validateSubnetPlan`. Each validator has a module of its own, so that a command loads only those it uses.
 */
async function generate(folder) {
  const all = await readSchemas();
  const write = async (name, text) =>
    writeFile(path.join(folder, name), `// Made from schemas/ by the build.\n${text}\n`);
  const code = { source: true, esm: true, lines: false };
  const ajv = new Ajv({ schemas: all, allErrors: true, code, discriminator: true, allowUnionTypes: true });
  const each = all.map(({ $id, title }) => ({
    name: `validate${title}`,
    source: standaloneCode(ajv, { [`validate${title}`]: $id }),
  }));
  const importing = "import type { ValidateFunction } from 'ajv';\n";
  const declared = (name) => `export const ${name}: ValidateFunction;`;
  await Promise.all(each.map(async ({ name, source }) => write(`${name}.js`, source)));
  // A large validator is loaded separately, where it is used.
  await Promise.all(each.map(async ({ name }) => write(`${name}.d.ts`, `${importing}${declared(name)}`)));
  await write('validators.js', each.map(({ name }) => `export { ${name} } from './${name}.js';`).join('\n'));
  await write('validators.d.ts', `${importing}${each.map(({ name }) => declared(name)).join('\n')}`);
  await write('types.d.ts', await typesOf(all));
}

/** Modules that oclif loads only to run TypeScript sources. */
const NEVER_LOADED = ['typescript', 'tsx', 'ts-node'];

/**
 * Modules that oclif requires at start to find plugins on disk, to trace itself and to detect WSL, and prom-client for
 * metrics that the agent has none of; none is used here.
 */
const STUBS = {
  '@opentelemetry/api': 'module.exports = {};',
  debug: 'module.exports = () => Object.assign(() => {}, { enabled: false });',
  lilconfig: 'module.exports = {};',
  minimatch: 'module.exports = {};',
  tdigest: 'module.exports = {};',
  tinyglobby: 'module.exports = {};',
  'wsl-utils': 'module.exports = { isWsl: false };',
};

const stubs = {
  name: 'stubs',
  resolveId: (id) => (id in STUBS ? `\0stub:${id}.cjs` : null),
  load: (id) => (id.startsWith('\0stub:') ? STUBS[id.slice('\0stub:'.length, -'.cjs'.length)] : null),
};

/**
 * Makes oclif load each of its modules when it uses it first, not all at start: of the 90 of them a command runs some 30.
 * TypeScript refers to what a module exports only through the constant that the module was assigned to.
 */
const lazyRequires = {
  name: 'lazy-requires',
  transform(code, id) {
    if (!id.includes('/@oclif/core/lib/')) return null;
    const required = new Map();
    const rest = code.replace(/^const (\w+_\d+) = (.*\brequire\("[^"]+"\)\)?);$/gm, (_line, name, load) => {
      required.set(name, `(${load})`);
      return '';
    });
    return { code: rest.replace(/\b\w+_\d+\b/g, (name) => required.get(name) ?? name) };
  },
};

/** Matches what is not ASCII, by UTF-16 code unit. */
const NOT_ASCII = /[^\0-\x7f]/g;
const escaped = (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;

/**
 * Escapes all but ASCII, which strings, templates and regular expressions allow, because V8 reads and keeps a source of
 * one byte a character in half the time and memory.
 */
const onlyAscii = {
  name: 'only-ascii',
  generateBundle(_options, files) {
    for (const file of Object.values(files))
      if (file.type === 'chunk') file.code = file.code.replace(NOT_ASCII, escaped);
  },
};

/** Bundles one small file per command beside shared chunks, so that a command loads only what it uses. */
async function bundle(folder) {
  const build = await rolldown({
    input: {
      main: 'commands/shared/main.ts',
      probe: 'src/lab/probe/main.ts',
      descriptions: 'commands/shared/descriptions.ts',
    },
    cwd: root,
    platform: 'node',
    logLevel: 'warn',
    external: NEVER_LOADED,
    plugins: [stubs, lazyRequires, onlyAscii],
    transform: { define: { 'process.env.NODE_ENV': '"production"' } },
  });
  await build.write({
    dir: folder,
    format: 'cjs',
    entryFileNames: '[name].cjs',
    chunkFileNames: 'chunk/[name].cjs',
    minify: true,
  });
  await build.close();
  await writeDescriptions(folder);
}

/** Writes the help of all commands, read from their classes once, so that help need not load them. */
async function writeDescriptions(folder) {
  const module = path.join(folder, 'descriptions.cjs');
  const { descriptions } = createRequire(import.meta.url)(module);
  await writeFile(path.join(folder, 'descriptions.json'), JSON.stringify(await descriptions()));
  await rm(module);
}

await replaceFolder(path.join(root, 'src/generated'), generate);
if (!process.argv.includes('--types')) await replaceFolder(path.join(root, 'dist'), bundle);
