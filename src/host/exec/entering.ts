/** The beginning of a command that is run in a network namespace. @param netns its path; this one if absent */
export const entering = (netns: string | undefined): string[] =>
  netns === undefined ? [] : ['nsenter', `--net=${netns}`];
