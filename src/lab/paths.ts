import path from 'node:path';
import type { LabName } from './names.ts';

/** All labs of this machine, one folder each. */
export const LABS = '/run/flannelctl/lab';

export const labFolder = (lab: LabName): string => path.join(LABS, lab);

const inLab =
  (name: string) =>
  (lab: LabName): string =>
    path.join(labFolder(lab), name);

export const stateFile = inLab('lab.json');
/** What tells the lab from others of its name. */
export const idFile = inLab('id');
export const netConfFile = inLab('net-conf.json');
export const nodesFile = inLab('nodes.yaml');
export const planFile = inLab('plan.yaml');
/** Put on the PATH of `lab exec`. */
export const binFolder = inLab('bin');

/** What a member has for `/`: its flannelctl is run with this --root. */
export const memberRoot = (lab: LabName, member: string): string =>
  path.join(labFolder(lab), 'nodes', member);
