// What the operator of an installation has chosen, read once at start and refused with the setting's name
// when it is wrong: a server that starts with a misspelt setting runs with a default nobody meant.
import { dirname, relative, isAbsolute } from 'node:path'
import { refuse } from '#platform/errors/index.ts'
import { WrongValue, type Setting, type Surroundings } from './kinds.ts'
import { nearest } from './nearest.ts'
import { SETTINGS, type Config } from './settings.ts'

export type { Config } from './settings.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** Reads and checks every setting. An empty value counts as not given. Refuses the first that is wrong. */
export function readConfig(env: Environment, directory: string = process.cwd()): Config {
  refuseUnknown(env)
  const surroundings: Surroundings = { env, directory }
  const entries = Object.entries(SETTINGS).map(([key, setting]) => [key, valueOf(setting, surroundings)])
  const config = Object.freeze(Object.fromEntries(entries)) as Config
  refuseTogether(config, env)
  return config
}

function valueOf(setting: Setting<unknown>, surroundings: Surroundings): unknown {
  const text = surroundings.env[setting.name]
  try {
    return text === undefined || text === '' ? setting.absent(surroundings) : setting.read(text, surroundings)
  } catch (error) {
    if (!(error instanceof WrongValue)) throw error
    const given = setting.secret
      ? 'The value given (not shown, it is secret) cannot be used'
      : `“${text}” cannot be used`
    return wrong(setting.name, `${given}: ${error.message}.`)
  }
}

function wrong(name: string, message: string): never {
  return refuse('invalid', 'platform.config.wrong', `The setting ${name} is wrong. ${message}`, {
    faults: [{ field: name, message }],
  })
}

function refuseUnknown(env: Environment): void {
  const names = Object.values(SETTINGS).map(({ name }) => name as string)
  for (const name of Object.keys(env)) {
    if (!name.startsWith('CONNECTS_') || names.includes(name)) continue
    // What the tests choose for themselves is no setting of an installation, but reaches the servers they start.
    if (name.startsWith('CONNECTS_TEST_')) continue
    const close = nearest(name, names)
    const hint =
      close === undefined ? 'All settings are listed in docs/how-to/install.md.' : `Did you mean ${close}?`
    const message = `There is no setting ${name}. ${hint}`
    refuse('invalid', 'platform.config.unknown', message, { faults: [{ field: name, message }] })
  }
}

// Settings that are right one by one and wrong together.
function refuseTogether(config: Config, env: Environment): void {
  if (isInside(config.keyFile, config.dataDirectory))
    wrong(
      SETTINGS.keyFile.name,
      `${config.keyFile} lies in the data directory ${config.dataDirectory}, so that every backup would hold the key ` +
        'to its own secrets. It should lie outside it.',
    )
  const from = env[SETTINGS.mailFrom.name]
  if (config.mailUrl !== undefined && (from === undefined || from === ''))
    wrong(
      SETTINGS.mailFrom.name,
      'It is not given, but a mail server is. It should be the address mail comes from.',
    )
}

function isInside(file: string, directory: string): boolean {
  const way = relative(directory, dirname(file))
  return way === '' || (!way.startsWith('..') && !isAbsolute(way))
}

/** Whether the installation is reached by https, so that cookies and headers may demand it. */
export function isSecure(config: Config): boolean {
  return config.publicUrl?.startsWith('https:') ?? false
}

/** The address to print and to put into mail: the public one, else the listener's. */
export function addressOf(config: Pick<Config, 'publicUrl' | 'host' | 'port'>): string {
  const host = config.host === '0.0.0.0' || config.host === '127.0.0.1' ? 'localhost' : config.host
  return config.publicUrl ?? `http://${host.includes(':') ? `[${host}]` : host}:${config.port}`
}

/** The table of settings in Markdown, as it stands in docs/how-to/install.md. */
export function describeConfig(): string {
  const rows = Object.values(SETTINGS).map((setting: Setting<unknown>) => {
    const fallback =
      setting.default === undefined || setting.default === '' ? 'none' : quoted(setting.default)
    const secret = setting.secret ? ' Secret.' : ''
    return `| \`${setting.name}\` | ${setting.kind} | ${fallback} | ${setting.description}${secret} |`
  })
  return ['| Setting | Value | Default | What it is for |', '|---|---|---|---|', ...rows, ''].join('\n')
}

function quoted(text: string): string {
  return text.includes('`') ? text : `\`${text}\``
}
