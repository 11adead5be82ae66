#!/usr/bin/env node
// The entry. Connects runs its TypeScript sources as they are, which needs the Node that `npm ci` brought along;
// whatever Node the machine has may start this file, which then hands over.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const NEEDED = 26
const main = join(dirname(fileURLToPath(import.meta.url)), 'main.ts')

if (Number(process.versions.node.split('.')[0]) >= NEEDED) {
  await import(main)
} else {
  const modules = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'node_modules')
  const own = join(modules, '.bin', 'node')
  if (!existsSync(own)) {
    console.error(
      `Connects needs Node ${NEEDED}; this is ${process.version}. Run "npm ci" first: it brings the right one along.`,
    )
    process.exit(1)
  }
  const child = spawn(own, [main, ...process.argv.slice(2)], { stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('error', (error) => {
    const missing = /libatomic|ENOENT|127/.test(String(error))
    console.error(
      missing
        ? 'Node could not be started. On Debian and Ubuntu install the package libatomic1.'
        : String(error),
    )
    process.exit(1)
  })
  child.on('exit', (code, signal) => {
    if (code === 127)
      console.error('Node could not be started. On Debian and Ubuntu install the package libatomic1.')
    process.exit(signal === null ? (code ?? 1) : 1)
  })
}
