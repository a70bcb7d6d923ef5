/** What the terminal at hand can show. */
export interface Style {
  /** Whether the locale has more than ASCII. */
  readonly unicode: boolean;
  good(text: string): string;
  bad(text: string): string;
}

/** Whether the locale is a UTF-8 one; the first of the three variables that is set decides (POSIX). */
export const isUnicode = ({ LC_ALL, LC_CTYPE, LANG }: NodeJS.ProcessEnv): boolean =>
  /utf-?8/i.test(LC_ALL || LC_CTYPE || LANG || '');
