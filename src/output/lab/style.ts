/** The capabilities of the terminal. */
export interface Style {
  /** Whether the locale has Unicode. */
  readonly unicode: boolean;
  good(text: string): string;
  bad(text: string): string;
}

/** Whether the locale is UTF-8. The first of the three variables that is set decides (POSIX). */
export const isUnicode = ({ LC_ALL, LC_CTYPE, LANG }: NodeJS.ProcessEnv): boolean =>
  /utf-?8/i.test(LC_ALL || LC_CTYPE || LANG || '');
