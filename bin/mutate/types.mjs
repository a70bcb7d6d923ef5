import { readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

/** A type checker of a repository that keeps what it knows: a changed file costs fractions of a second. */
export function typeChecker(root) {
  const { config } = ts.readConfigFile(path.join(root, 'tsconfig.json'), ts.sys.readFile);
  const { options, fileNames } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  const changed = new Map();
  const versions = new Map();
  const textOf = (file) => changed.get(file) ?? readFileSync(file, 'utf8');
  const host = {
    getCompilationSettings: () => options,
    getScriptFileNames: () => fileNames.filter((file) => !file.includes('/test/')),
    getScriptVersion: (file) => `${versions.get(file) ?? 0}`,
    getScriptSnapshot: (file) =>
      ts.sys.fileExists(file) ? ts.ScriptSnapshot.fromString(textOf(file)) : undefined,
    getCurrentDirectory: () => root,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    fileExists: ts.sys.fileExists,
    readFile: ts.sys.readFile,
    readDirectory: ts.sys.readDirectory,
    directoryExists: ts.sys.directoryExists,
    getDirectories: ts.sys.getDirectories,
  };
  const service = ts.createLanguageService(host, ts.createDocumentRegistry());
  return {
    /** Whether a file with this text has no error of types. */
    accepts(file, text) {
      const name = path.join(root, file);
      const next = (version) => versions.set(name, version + 1);
      changed.set(name, text);
      next(versions.get(name) ?? 0);
      const errors = [...service.getSyntacticDiagnostics(name), ...service.getSemanticDiagnostics(name)];
      changed.delete(name);
      next(versions.get(name) ?? 0);
      return errors.length === 0;
    },
  };
}
