// Where the programs lie that a Debian package brings and npm cannot: on the PATH, or where only root looks.
import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const BESIDES = ['/usr/sbin', '/usr/local/sbin', '/usr/bin', '/usr/local/bin']

/** The program's path, or undefined where its package is not installed. */
export function programAt(name: 'freeradius' | 'eapol_test' | 'radsecproxy'): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter).filter((one) => one !== ''), ...BESIDES]
  return folders.map((folder) => join(folder, name)).find(isProgram)
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}
