// How an answer leaves: a page in its layout, a redirect with its notice, a download, or a problem in the form the caller can read.
import { createHash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Defect } from '../errors/index.ts'
import { fileResponse } from '../files/index.ts'
import { isSecure } from '../config/index.ts'
import type { Answer, Cookie, View } from './page.ts'
import type { Problem } from './problem.ts'
import { headersOf } from './headers.ts'
import { json } from './json.ts'
import { identify, setCookie, type ServerParts } from './carried.ts'

const NOTICE = 'connects_notice'
// What a refused answer may hold when it is shown again, and HTML may not.
const UNSHOWN = /[\u0000-\u0008\u000b\u000e-\u001f\u007f]/g

/** Sends what a page answered. */
export async function sendAnswer(
  parts: ServerParts,
  request: FastifyRequest,
  reply: FastifyReply,
  answer: Answer,
): Promise<unknown> {
  if (answer.kind === 'redirect') {
    setCookies(parts, reply, answer.cookies)
    if (answer.notice !== undefined)
      setCookie(parts.config, reply, {
        name: NOTICE,
        value: Buffer.from(answer.notice.slice(0, 1000)).toString('base64url'),
        maxAgeSeconds: 60,
      })
    return reply.redirect(answer.to, 303)
  }
  if (answer.kind === 'download') {
    const plain = answer.name.replaceAll(/[^A-Za-z0-9._-]/g, '_')
    reply.header(
      'content-disposition',
      `${answer.inline === true ? 'inline' : 'attachment'}; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(answer.name)}`,
    )
    if (answer.inline !== true) reply.header('content-security-policy', "sandbox; default-src 'none'")
    return reply.type(answer.type).send(Buffer.from(answer.bytes))
  }
  if (answer.kind === 'file') {
    const { uploads } = parts.house
    if (uploads === undefined) throw new Defect('There is no store for uploads here.')
    const { headers, stream } = await fileResponse(parts.db, uploads.store, answer)
    return reply.headers(headers).send(stream)
  }
  if (answer.kind === 'polled') {
    const tag = `"${createHash('sha256').update(answer.text).digest('base64url')}"`
    reply.header('etag', tag).header('cache-control', `private, max-age=${answer.maxAgeSeconds}`)
    const known = String(request.headers['if-none-match'] ?? '').split(',')
    if (known.some((one) => one.trim().replace(/^W\//, '') === tag)) return reply.code(304).send()
    return reply.type(answer.type).send(answer.text)
  }
  if (answer.kind === 'json') return reply.type('application/json; charset=utf-8').send(json(answer.value))
  if (answer.kind === 'stream') {
    const headers = Object.fromEntries(
      Object.entries(reply.getHeaders()).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, String(value)]],
      ),
    )
    await answer.start(reply.raw, headers)
    return reply.hijack()
  }
  setCookies(parts, reply, answer.cookies)
  return sendView(parts, request, reply, answer.view)
}

function setCookies(parts: ServerParts, reply: FastifyReply, cookies: readonly Cookie[] = []): void {
  for (const cookie of cookies) setCookie(parts.config, reply, cookie)
}

async function sendView(
  parts: ServerParts,
  request: FastifyRequest,
  reply: FastifyReply,
  view: View,
): Promise<unknown> {
  const { identity, nonce } = await identify(parts, request, reply)
  if (view.formTargets && view.formTargets.length > 0) {
    for (const [name, value] of headersOf({
      nonce,
      secure: isSecure(parts.config),
      formTargets: view.formTargets,
    }))
      reply.header(name, value)
  }
  const notice = request.cookies[NOTICE]
  if (notice !== undefined) setCookie(parts.config, reply, { name: NOTICE, value: '', maxAgeSeconds: 0 })
  const around = await parts.surround(identity, request.host, request.url.split('?')[0] ?? '/')
  const text = parts.face.document(view, {
    ...around,
    nonce,
    path: request.url,
    csrf: identity.csrf,
    notice: notice === undefined || notice === '' ? null : Buffer.from(notice, 'base64url').toString('utf8'),
  })
  return reply
    .code(view.status ?? 200)
    .type('text/html; charset=utf-8')
    .send(text.replaceAll(UNSHOWN, '\ufffd'))
}

/** Sends a problem: problem+json (RFC 9457) under /api and to callers that ask for JSON, else a page with the next step. */
export async function sendProblem(
  parts: ServerParts,
  request: FastifyRequest,
  reply: FastifyReply,
  problem: Problem,
): Promise<unknown> {
  if (problem.retryAfterSeconds !== undefined) reply.header('retry-after', String(problem.retryAfterSeconds))
  if (request.url.startsWith('/api/') || request.headers.accept === 'application/json') {
    return reply
      .code(problem.status)
      .type('application/problem+json; charset=utf-8')
      .send(
        JSON.stringify(
          {
            type: problem.type,
            title: problem.title,
            status: problem.status,
            detail: problem.detail,
            instance: `urn:uuid:${problem.reference}`,
            ...(problem.faults ? { faults: problem.faults } : {}),
            ...(problem.figures ? { figures: problem.figures } : {}),
            ...(problem.current ? { current: problem.current } : {}),
          },
          (_key, value: unknown) => (typeof value === 'bigint' ? Number(value) : value),
        ),
      )
  }
  const view = parts.face.error({
    status: problem.status,
    title: problem.title,
    message: problem.detail,
    code: problem.type,
    reference: problem.reference,
  })
  try {
    return await sendView(parts, request, reply, { ...view, status: problem.status })
  } catch (error) {
    // The layout itself could not be drawn (no database, say): the bare words still reach the reader.
    if (error instanceof Defect || problem.status >= 500)
      return reply
        .code(problem.status)
        .type('text/plain; charset=utf-8')
        .send(`${problem.title}\n\n${problem.detail}\n\nReference: ${problem.reference}\n`)
    return reply
      .code(503)
      .type('text/plain; charset=utf-8')
      .send(
        `Something we depend on is not answering. Try again in a few minutes.\n\nReference: ${problem.reference}\n`,
      )
  }
}
