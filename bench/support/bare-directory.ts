// The ceiling of a cold start: the embedded engine opened over the same directory, one query, one page from node's own server.
// Run as: bare-directory.ts <directory of the database>.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { PGlite } from '@electric-sql/pglite'
import { btree_gist } from '@electric-sql/pglite/contrib/btree_gist'

const database = new PGlite({ dataDir: process.argv[2] ?? '', extensions: { btree_gist } })
await database.waitReady
const server = createServer((_request, response) => {
  database.query<{ title: string }>('select title from platform.subject order by id limit 100').then(
    ({ rows }) => response.end(rows.map((row) => row.title).join('\n')),
    (error: unknown) => response.writeHead(500).end(String(error)),
  )
})
server.listen(0, '127.0.0.1', () =>
  process.stdout.write(`Ready at http://127.0.0.1:${(server.address() as AddressInfo).port}\n`),
)
process.on('SIGTERM', () => void database.close().finally(() => process.exit(0)))
