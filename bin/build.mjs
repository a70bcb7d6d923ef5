// Makes src/generated/ (types and validators, from schemas/) and dist/ (the bundle that bin/ runs).
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import Ajv from 'ajv/dist/2020.js';
import standaloneCode from 'ajv/dist/standalone/index.js';
import { compile } from 'json-schema-to-typescript';
import { rolldown } from 'rolldown';

const root = path.dirname(import.meta.dirname);
const schemas = path.join(root, 'schemas');
const generated = path.join(root, 'src/generated');
const dist = path.join(root, 'dist');

/** `schemas/subnet-plan.schema.json` gives the type `SubnetPlan` and the validator `validateSubnetPlan`. */
async function generateFromSchemas() {
  const names = (await readdir(schemas)).filter((name) => name.endsWith('.schema.json')).sort();
  const all = await Promise.all(
    names.map(async (name) => JSON.parse(await readFile(path.join(schemas, name), 'utf8'))),
  );
  const ajv = new Ajv({
    schemas: all,
    allErrors: true,
    code: { source: true, esm: true, lines: false },
    discriminator: true,
    allowUnionTypes: true,
  });
  const validators = standaloneCode(
    ajv,
    Object.fromEntries(all.map(({ $id, title }) => [`validate${title}`, $id])),
  );
  await rm(generated, { recursive: true, force: true });
  await mkdir(generated, { recursive: true });
  const types = await Promise.all(
    all.map((schema) =>
      compile(schema, schema.title, {
        bannerComment: '',
        additionalProperties: false,
        format: false,
        cwd: schemas,
      }),
    ),
  );
  await writeFile(
    path.join(generated, 'types.d.ts'),
    `// Made from schemas/ by the build.\n${types.join('\n')}`,
  );
  await writeFile(
    path.join(generated, 'validators.js'),
    `// Made from schemas/ by the build.\n${validators}`,
  );
  const declarations = all.map(({ title }) => `export const validate${title}: ValidateFunction;`);
  await writeFile(
    path.join(generated, 'validators.d.ts'),
    `import type { ValidateFunction } from 'ajv';\n${declarations.join('\n')}\n`,
  );
}

/** One small file per command beside the shared chunks: a command loads only what it uses. */
async function bundle() {
  await rm(dist, { recursive: true, force: true });
  const build = await rolldown({
    input: { main: 'commands/shared/main.ts', probe: 'src/lab/probe/main.ts' },
    cwd: root,
    platform: 'node',
    logLevel: 'warn',
    transform: { define: { 'process.env.NODE_ENV': '"production"' } },
  });
  await build.write({
    dir: dist,
    format: 'cjs',
    entryFileNames: '[name].cjs',
    chunkFileNames: 'chunk/[name].cjs',
    minify: true,
  });
  await build.close();
}

await generateFromSchemas();
if (!process.argv.includes('--types')) await bundle();
