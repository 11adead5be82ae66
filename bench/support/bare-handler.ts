// The ceiling of a page: node's own server, which runs the same statements over a pool and sends the same bytes.
// Run as: bare-handler.ts <file with the statements and the answer>, with DATABASE_URL.
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { deserialize } from 'node:v8'
import pg from 'pg'
import type { Statement } from './capture-statements.ts'

export type Bare = {
  readonly statements: readonly Statement[]
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
}

const { statements, headers, body } = deserialize(readFileSync(process.argv[2] ?? '')) as Bare
const pool = new pg.Pool({
  connectionString: process.env['DATABASE_URL'],
  max: 10,
  options: '-c TimeZone=UTC -c DateStyle=ISO,YMD',
})
const bytes = Buffer.from(body)

const server = createServer((request, response) => {
  if (request.url === '/metrics') {
    const { user, system } = process.cpuUsage()
    const text = `process_cpu_seconds_total ${(user + system) / 1e6}\n`
    response.writeHead(200, { 'content-length': text.length }).end(text)
    return
  }
  const answer = async (): Promise<void> => {
    for (const { text, values } of statements) await pool.query(text, [...values])
    response.writeHead(200, headers).end(bytes)
  }
  answer().catch((error: unknown) => response.writeHead(500, { 'content-length': 0 }).end(String(error)))
})
server.listen(0, '127.0.0.1', () =>
  process.stdout.write(`Ready at http://127.0.0.1:${(server.address() as AddressInfo).port}\n`),
)
process.on('SIGTERM', () => process.exit(0))
