// How an engine checks its own files, and what of a machine's own must lie beside them for that.
import type { Pack } from '../model.ts'
import type { Engine } from '../words.ts'

export type CheckCommand = {
  readonly program: 'freeradius' | 'radsecproxy'
  readonly args: readonly string[]
}

/** What to run over a directory; null for an engine that is set up by hand. */
export function checkCommand(engine: Engine, directory: string): CheckCommand | null {
  if (engine === 'freeradius') return { program: 'freeradius', args: ['-C', '-d', directory, '-l', 'stdout'] }
  if (engine === 'radsecproxy')
    return { program: 'radsecproxy', args: ['-p', '-f', '-d', '2', '-c', `${directory}/radsecproxy.conf`] }
  return null
}

/** What runs an engine in the foreground; `directory` must be absolute. */
export function startCommand(engine: Engine, directory: string): CheckCommand | null {
  if (engine === 'freeradius') return { program: 'freeradius', args: ['-f', '-d', directory] }
  if (engine === 'radsecproxy')
    return { program: 'radsecproxy', args: ['-f', '-c', `${directory}/radsecproxy.conf`] }
  return null
}

/** Folders of a machine's own that must be there, and be its service's to write into. */
export const LOCAL_FOLDERS: readonly string[] = ['local/certs', 'local/log', 'local/run']

/** The machine's own files that a pack reads and that must be there; more of them are read where they are there. */
export function localNeedsOf(pack: Pack): readonly string[] {
  const texts = Object.values(pack.files).join('\n')
  return LOCAL_FILES.filter(([, sign]) => texts.includes(sign)).map(([path]) => path)
}

const LOCAL_FILES: readonly (readonly [string, string])[] = [
  ['local/certs/server.pem', '/server.pem'],
  ['local/certs/server.key', '/server.key'],
  ['local/certs/ca.pem', '/ca.pem'],
  ['local/certs/radsec.pem', '/radsec.pem'],
  ['local/certs/radsec.key', '/radsec.key'],
  ['local/users', '/local/users'],
]

/**
 * What stands in for a machine's own files where a pack is checked far from its machine: a certificate of nobody, whose
 * key is public and which no server is ever given, and empty lists.
 */
export function standInFor(path: string): string {
  if (path.endsWith('.key')) return STAND_IN_KEY
  if (path.endsWith('.pem')) return STAND_IN_CERTIFICATE
  return ''
}

const pem = (kind: string, lines: readonly string[]): string =>
  `-----BEGIN ${kind}-----\n${lines.join('\n')}\n-----END ${kind}-----\n`

const STAND_IN_KEY = pem('PRIVATE KEY', [
  'MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgesvpnP1l9YbCbaXs',
  'Uz2+6ZXq70f5Oj5EklFCL6BLf/OhRANCAAS9yd7oi8ooCzpmjp3GeCQIdRm9TiIa',
  'gAVDTzpe4IKsNf6RH8wx9LmeXGf1sXMeNA945yN39L7Wp54P/Rh/ksVZ',
])

const STAND_IN_CERTIFICATE = pem('CERTIFICATE', [
  'MIIBjDCCATOgAwIBAgIUfn8A10nkFhsyUDJlF94CGmggJMEwCgYIKoZIzj0EAwIw',
  'GzEZMBcGA1UEAwwQc3RhbmQtaW4uaW52YWxpZDAgFw0yNjExMjIwMTEwNTRaGA8y',
  'MTI2MTAyOTAxMTA1NFowGzEZMBcGA1UEAwwQc3RhbmQtaW4uaW52YWxpZDBZMBMG',
  'ByqGSM49AgEGCCqGSM49AwEHA0IABL3J3uiLyigLOmaOncZ4JAh1Gb1OIhqABUNP',
  'Ol7ggqw1/pEfzDH0uZ5cZ/Wxcx40D3jnI3f0vtanng/9GH+SxVmjUzBRMB0GA1Ud',
  'DgQWBBRDuTpp2+d9MiXorlecw0oML9c1cTAfBgNVHSMEGDAWgBRDuTpp2+d9MiXo',
  'rlecw0oML9c1cTAPBgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0cAMEQCICtW',
  'on+JKUo2L/y8W7HwDuo6luBu0weyyUt4mZGAvKKsAiAzBExvs1S/ySx5Iptq5HZc',
  'Yh64TrlF5ZballATZlaEUg==',
])
