// A page with a form. GET shows it; POST performs the action and goes on with a 303. What was typed is never
// lost: faults show it again, a stale sign-in keeps it until the person is back.
import { randomUUIDv7 } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { perform } from '../actions/index.ts'
import { Refusal, statusOf, type Fault } from '../errors/index.ts'
import { rawOfForm, type Fields } from '../fields/index.ts'
import { bodyOf } from './body.ts'
import { checkPermission, contextOf, mustSignIn, visitOf } from './get-route.ts'
import type { FormRoute, FormState, View, Visit } from './page.ts'
import { refuseForgedForm } from './safety.ts'
import { sendAnswer } from './sending.ts'
import { identify, type Carried, type ServerParts } from './carried.ts'

type Attempt = {
  readonly raw: Readonly<Record<string, unknown>>
  readonly faults: readonly Fault[]
  readonly problem?: FormState['problem']
  readonly status: number
  readonly more?: string
}

export function registerForm(app: FastifyInstance, parts: ServerParts, route: FormRoute): void {
  app.get(route.path, async (request, reply) => {
    const carried = await identify(parts, request, reply)
    const visit = visitOf(parts, request, carried)
    if (route.exists?.(visit) === false) return reply.callNotFound()
    if (mustSignIn(visit, route.action.permission))
      return reply.redirect(`/sign-in?to=${encodeURIComponent(request.url)}`, 303)
    checkPermission(visit, route.action.permission)
    const loaded = await route.load?.(visit)
    const kept = await keptValues(parts, carried, visit)
    const raw = kept ?? (await route.values?.(visit, loaded)) ?? {}
    return sendAnswer(parts, request, reply, {
      kind: 'view',
      view: await drawn(parts, route, visit, loaded, { raw, faults: [], status: 200 }),
    })
  })

  app.post(route.path, async (request, reply) => {
    const carried = await identify(parts, request, reply)
    const visit = visitOf(parts, request, carried)
    if (route.exists?.(visit) === false) return reply.callNotFound()
    const body = await bodyOf(request, route.action.fields)
    // Where the address says everything, the body is a mail program's "List-Unsubscribe=One-Click" and no answer.
    const raw = route.addressProves === true ? {} : rawOfForm(route.action.fields, body)
    if (mustSignIn(visit, route.action.permission))
      return keepAndSignIn(parts, request, reply, carried, raw, '/sign-in')
    const token = typeof body['_csrf'] === 'string' ? body['_csrf'] : ''
    const isProven =
      route.addressProves === true || parts.gatekeeper.csrfMatches(carried.identity, carried.asked, token)
    if (!isProven) refuseForgedForm()
    checkPermission(visit, route.action.permission)
    const loaded = await route.load?.(visit)
    if (typeof body['_more'] === 'string') {
      return sendAnswer(parts, request, reply, {
        kind: 'view',
        view: await drawn(parts, route, visit, loaded, { raw, faults: [], status: 200, more: body['_more'] }),
      })
    }
    const answers = { ...raw, ...route.fixed?.(visit) }
    try {
      const key = typeof body['_form'] === 'string' ? body['_form'].slice(0, 100) : ''
      const context = {
        ...contextOf(parts, request, carried, 'page'),
        ...(key === '' ? {} : { idempotency: { key: `form:${key}` } }),
      }
      const result = await perform(parts.house, route.action, context, answers)
      const next = route.then(result, visit, loaded)
      return await sendAnswer(parts, request, reply, 'kind' in next ? next : { kind: 'redirect', ...next })
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      if (error.code === 'auth.sign-in.stale')
        return keepAndSignIn(parts, request, reply, carried, raw, '/sign-in/again')
      if (error.kind !== 'invalid' && error.kind !== 'conflict') throw error
      const attempt: Attempt = {
        raw,
        faults: error.faults,
        status: statusOf(error),
        ...(error.faults.length > 0
          ? {}
          : {
              problem: {
                message: error.message,
                code: error.code,
                ...(error.current ? { current: error.current } : {}),
              },
            }),
      }
      return sendAnswer(parts, request, reply, {
        kind: 'view',
        view: await drawn(parts, route, visit, loaded, attempt),
      })
    }
  })
}

async function drawn(
  parts: ServerParts,
  route: FormRoute,
  visit: Visit,
  loaded: unknown,
  attempt: Attempt,
): Promise<View> {
  const fixed = route.fixed?.(visit) ?? {}
  const fields: Fields = Object.fromEntries(
    Object.entries(route.action.fields).filter(([name]) => !Object.hasOwn(fixed, name)),
  )
  const form: FormState = {
    action: visit.path.split('?')[0] ?? visit.path,
    title: route.action.title,
    fields,
    values: attempt.more === undefined ? attempt.raw : withAnotherRow(attempt.raw, attempt.more),
    faults: attempt.faults,
    ...(attempt.problem ? { problem: attempt.problem } : {}),
    options: (await route.options?.(visit, loaded)) ?? {},
    // A conflict shows the record as it is now; sending the same form again must be a new request.
    hidden: { _csrf: visit.csrf, _form: randomUUIDv7() },
    multipart: Object.values(fields).some((one) => one.control === 'file'),
  }
  const view = route.view ? await route.view(visit, loaded, form) : parts.face.form(form)
  return {
    ...view,
    status: attempt.status,
    faulty: attempt.faults.length > 0 || attempt.problem !== undefined,
  }
}

function withAnotherRow(
  raw: Readonly<Record<string, unknown>>,
  name: string,
): Readonly<Record<string, unknown>> {
  const rows = raw[name]
  if (!Array.isArray(rows)) return { ...raw, [name]: [{}, {}] }
  // Blank rows were dropped while reading; a form with nothing in it yet shows one, so "another" makes two.
  return { ...raw, [name]: rows.length === 0 ? [{}, {}] : [...rows, {}] }
}

async function keptValues(
  parts: ServerParts,
  carried: Carried,
  visit: Visit,
): Promise<Readonly<Record<string, unknown>> | undefined> {
  const reference = visit.query['kept']
  if (reference === undefined || visit.actor.kind === 'visitor') return undefined
  const kept = await parts.gatekeeper.keptForm(carried.asked, reference)
  return kept !== undefined && kept.path === visit.path.split('?')[0] ? kept.values : undefined
}

async function keepAndSignIn(
  parts: ServerParts,
  request: FastifyRequest,
  reply: import('fastify').FastifyReply,
  carried: Carried,
  raw: Readonly<Record<string, unknown>>,
  signIn: string,
): Promise<unknown> {
  const path = request.url.split('?')[0] ?? request.url
  const words = Object.fromEntries(
    Object.entries(raw).filter(
      ([, value]) => !(typeof value === 'object' && value !== null && 'bytes' in value),
    ),
  )
  const kept = await parts.gatekeeper.keepForm(carried.asked, { path, values: words })
  return reply.redirect(`${signIn}?to=${encodeURIComponent(path)}&kept=${encodeURIComponent(kept)}`, 303)
}
