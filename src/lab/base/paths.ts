import path from 'node:path';
import type { LabName } from './names.ts';

/** The folder of all labs on this machine, one subfolder each. */
export const LABS = '/run/flannelctl/lab';

export const labFolder = (lab: LabName): string => path.join(LABS, lab);

const inLab =
  (name: string) =>
  (lab: LabName): string =>
    path.join(labFolder(lab), name);

export const stateFile = inLab('lab.json');
/** The file with the id that distinguishes the lab from others with the same name. */
export const idFile = inLab('id');
export const netConfFile = inLab('net-conf.json');
export const nodesFile = inLab('nodes.yaml');
export const planFile = inLab('plan.yaml');
/** etcd's data, and its log. */
export const etcdFolder = inLab('etcd');
export const etcdLog = inLab('etcd.log');
/** The keys, tokens and kubeconfigs of kube-apiserver, and its log. */
export const kubernetesFolder = inLab('kubernetes');
export const apiserverLog = inLab('kube-apiserver.log');
/** The folder on the PATH of `lab exec`. */
export const binFolder = inLab('bin');

/** The folder that stands for `/` on a member: the --root of its flannelctl. */
export const memberRoot = (lab: LabName, member: string): string =>
  path.join(labFolder(lab), 'nodes', member);

/** The log of a node's agent. */
export const agentLog = (lab: LabName, member: string): string =>
  path.join(memberRoot(lab, member), 'var/log/flannelctl-agent.log');
