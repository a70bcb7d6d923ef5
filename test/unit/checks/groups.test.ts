import { expect, it } from 'vitest';
import { CHECK_GROUPS } from '../../../src/checks/index.ts';

declare global {
  interface ImportMeta {
    /** Vite's: the modules whose files a pattern names. */
    glob(pattern: string, options: { readonly eager: true }): unknown;
  }
}

/** What the files below a group's folder export. */
const FILES = import.meta.glob('../../../src/checks/*/**/*.ts', { eager: true }) as Readonly<
  Record<string, Readonly<Record<string, unknown>>>
>;

const isCheck = (value: unknown): value is { readonly name: string } =>
  typeof value === 'object' && value !== null && 'needs' in value && 'when' in value && 'name' in value;

it.each(CHECK_GROUPS.map(({ name, checks }) => [name, checks.map((check) => check.name)] as const))(
  'the group %s has each check that is written for it',
  (group, names) => {
    const written = Object.entries(FILES)
      .filter(([file]) => file.includes(`/checks/${group}/`))
      .flatMap(([, exported]) => Object.values(exported).filter(isCheck))
      .map(({ name }) => name);
    expect(written.length).toBeGreaterThan(1);
    expect(names).toEqual(expect.arrayContaining(written));
  },
);
