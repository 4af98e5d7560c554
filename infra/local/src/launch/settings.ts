import path from 'node:path';
import { parseArgs } from 'node:util';
import { isProfileId, profileIds, type ProfileId } from '@keepword/policy';
import { appNames, type AppName } from './app-environment.js';
import { UsageError } from './usage-error.js';

/** What a person may choose about the local stack; everything else follows from it. */
export interface LaunchSettings {
  readonly profile: ProfileId;
  /** Of this profile: `<KEEPWORD_DATA_DIR>/<profile>`, absolute. Profiles never share data. */
  readonly dataDir: string;
  readonly ports: LaunchPorts;
  /** Which apps to run; the others are run by hand, in a debugger for example. Postgres and the stand-ins always run. */
  readonly apps: readonly AppName[];
  /** Watch sources and restart what changed. */
  readonly watch: boolean;
}

export interface LaunchPorts {
  readonly web: number;
  readonly coreApi: number;
  readonly privacyService: number;
  readonly vendors: number;
  /** Where the privacy-service takes mail in itself; 0 takes a free one. */
  readonly inboundSmtp: number;
  /** 0 takes a free one. */
  readonly postgres: number;
}

/** The variable that moves each port; named in the sentence about a taken one. */
export const portVariables = {
  web: 'WEB_PORT',
  coreApi: 'CORE_API_PORT',
  privacyService: 'PRIVACY_SERVICE_PORT',
  vendors: 'LOCAL_VENDORS_PORT',
  inboundSmtp: 'INBOUND_SMTP_PORT',
  postgres: 'LOCAL_POSTGRES_PORT',
} as const satisfies Record<keyof LaunchPorts, string>;

const defaultPorts: LaunchPorts = { web: 3000, coreApi: 3001, privacyService: 3002, vendors: 3010, inboundSmtp: 0, postgres: 0 };

export const defaultProfile: ProfileId = 'fluxkrea';

type Environment = Readonly<Record<string, string | undefined>>;

/** @throws UsageError when a variable or an argument makes no sense */
export function readSettings(argv: readonly string[], environment: Environment, root: string): LaunchSettings {
  const { profile: asked, apps, watch } = readArguments(argv);
  const profile = asked ?? environment['KEEPWORD_PROFILE'] ?? defaultProfile;
  if (!isProfileId(profile)) throw new UsageError(`There is no profile '${profile}'. The five are ${profileIds.join(', ')}.`);
  const ports = Object.fromEntries(
    Object.entries(portVariables).map(([name, variable]) => [
      name,
      readPort(variable, environment[variable], defaultPorts[name as keyof LaunchPorts]),
    ]),
  ) as unknown as LaunchPorts;
  return { profile, dataDir: path.join(dataRoot(environment, root), profile), ports, apps, watch };
}

/** Holds one folder per profile. */
export function dataRoot(environment: Environment, root: string): string {
  return path.resolve(root, environment['KEEPWORD_DATA_DIR'] || '.keepword');
}

interface LaunchArguments {
  readonly profile: string | undefined;
  readonly apps: readonly AppName[];
  readonly watch: boolean;
}

function readArguments(argv: readonly string[]): LaunchArguments {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: { profile: { type: 'string' }, apps: { type: 'string' }, watch: { type: 'boolean', default: false } },
    });
    return { profile: values.profile, apps: readApps(values.apps), watch: values.watch };
  } catch (cause) {
    throw new UsageError(`${(cause as Error).message} Usage: npm start -- --profile <${profileIds.join('|')}>`, { cause });
  }
}

/** `--apps worker,web`; `--apps none` for Postgres and the stand-ins alone. */
function readApps(text: string | undefined): readonly AppName[] {
  if (text === undefined) return appNames;
  if (text === 'none') return [];
  const asked = text.split(',');
  const unknown = asked.find((name) => !(appNames as readonly string[]).includes(name));
  if (unknown !== undefined) throw new Error(`There is no app '${unknown}'. The apps are ${appNames.join(', ')}.`);
  return appNames.filter((name) => asked.includes(name));
}

function readPort(variable: string, text: string | undefined, otherwise: number): number {
  if (text === undefined || text === '') return otherwise;
  const port = Number(text);
  if (
    Number.isInteger(port) &&
    port >= (variable === portVariables.postgres || variable === portVariables.inboundSmtp ? 0 : 1) &&
    port <= 65_535
  )
    return port;
  throw new UsageError(`${variable} is '${text}', which is not a port: give a number from 1 to 65535.`);
}
