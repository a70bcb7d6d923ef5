import { execa } from 'execa';

const say = (text: string): boolean => process.stderr.write(`setup: ${text}\n`);

/** Installs the Debian packages of programs that are missing, and says so. */
export async function need(programs: Readonly<Record<string, string>>): Promise<void> {
  const missing: string[] = [];
  for (const [program, name] of Object.entries(programs)) {
    const { exitCode } = await execa('sh', ['-c', `command -v ${program}`], { reject: false });
    if (exitCode !== 0) missing.push(name);
  }
  if (missing.length === 0) return;
  say(`installing Debian packages: ${missing.join(' ')}`);
  await execa('apt-get', ['update', '-qq']);
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  await execa('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...missing], { env });
}

async function configured(): Promise<string | undefined> {
  const filter = ['Created-By: Packages', 'Origin: Debian', 'Label: Debian', 'Component: main'];
  const { stdout } = await execa('apt-get', ['indextargets', '--format', '$(REPO_URI)', ...filter]);
  return stdout.split('\n').find(Boolean);
}

/** Where this machine has its packages from: apt knows, in whatever form it was told. */
export async function mirror(): Promise<string> {
  const given = process.env['FLANNELCTL_TEST_MIRROR'] ?? (await configured());
  if (given !== undefined) return given;
  await execa('apt-get', ['update', '-qq']);
  const found = await configured();
  if (found !== undefined) return found;
  throw new Error('apt knows no mirror of Debian: name one in FLANNELCTL_TEST_MIRROR');
}

/** What this machine's apt was told about fetching, such as a proxy, for another that does not read its files. */
export async function fetching(): Promise<string[]> {
  const { stdout } = await execa('apt-config', [
    'dump',
    '--no-empty',
    'Acquire::Check-Valid-Until',
    'Acquire::http',
    'Acquire::https',
  ]);
  return stdout.split('\n').filter(Boolean);
}
