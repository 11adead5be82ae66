// `npm run matrix`: writes who may do what, from the declarations, into the file that a test compares and walks.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openConnects } from '#app/open.ts'
import { readConfig } from '#platform/config/index.ts'
import { open } from '#platform/database/open.ts'
import type { Tables } from '#platform/database/index.ts'
import { silentLog } from '#platform/log/index.ts'
import { systemClock } from '#platform/time/index.ts'
import { MATRIX_FILE, matrixOfApp, matrixText } from '#test/support/matrix.ts'

const directory = mkdtempSync(join(tmpdir(), 'connects-matrix-'))
const config = readConfig(
  { CONNECTS_DATA: join(directory, 'data'), CONNECTS_KEY_FILE: join(directory, 'secrets.key') },
  directory,
)
const database = await open<Tables>({ memory: true })
const connects = await openConnects({
  config,
  clock: systemClock,
  log: silentLog(),
  work: false,
  database,
  markDemonstration: true,
})
const matrix = matrixOfApp(connects)
writeFileSync(MATRIX_FILE, matrixText(matrix))
await connects.close()
rmSync(directory, { recursive: true })
process.stdout.write(
  `${matrix.rows.length} pages, actions and queries for ${matrix.roles.length} roles are in ${MATRIX_FILE}.\n`,
)
