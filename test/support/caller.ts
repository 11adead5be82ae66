// A program at the API, with a personal token.
import assert from 'node:assert/strict'
import type { FastifyInstance } from 'fastify'
import { perform } from '#platform/actions/index.ts'
import type { Connects } from '#app/open.ts'
import { assertNoDefect } from './defects.ts'

export type Replied = {
  readonly status: number
  /** The answer, or the problem. */
  readonly value: any // eslint-disable-line @typescript-eslint/no-explicit-any
  /** The problem's permanent code; undefined for an answer. */
  readonly code: string | undefined
  readonly headers: Readonly<Record<string, string | string[] | number | undefined>>
  readonly body: string
}

export type Caller = {
  readonly token: string
  get(
    name: string,
    parameters?: Readonly<Record<string, string>>,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Replied>
  post(name: string, answers: unknown, headers?: Readonly<Record<string, string>>): Promise<Replied>
}

/** Sends a request to the API as it is. */
export async function call(
  web: FastifyInstance,
  method: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'HEAD' | 'OPTIONS',
  url: string,
  headers: Readonly<Record<string, string>>,
  payload?: string | Buffer,
): Promise<Replied> {
  const answer = await web.inject({
    method,
    url,
    headers: { host: 'localhost:3000', ...headers },
    ...(payload === undefined ? {} : { payload }),
  })
  const type = String(answer.headers['content-type'] ?? '')
  const value: unknown = type.includes('json') && answer.body !== '' ? JSON.parse(answer.body) : null
  const isProblem = type.startsWith('application/problem+json')
  assertNoDefect(answer.statusCode, `${method} ${url}`, answer.body)
  return {
    status: answer.statusCode,
    value,
    code: isProblem ? (value as { type: string }).type : undefined,
    headers: answer.headers,
    body: answer.body,
  }
}

/** The address of an action or query: its name. */
export const addressOf = (name: string): string => `/api/${name.replaceAll('.', '/')}`

export async function callerOf(
  connects: Connects,
  web: FastifyInstance,
  mail: string,
  options: { scopes?: readonly string[]; days?: number } = {},
): Promise<Caller> {
  const create =
    connects.house.actions.get('auth.token.create') ?? assert.fail('There is no action that makes tokens.')
  const context = await connects.contextOf({ kind: 'operator', user: 'tester' }, 'command')
  const { token } = (await perform(connects.house, create, context, {
    person: mail,
    days: options.days ?? 1,
    scopes: options.scopes ?? ['*'],
  })) as { token: string }
  const authorization = `Bearer ${token}`
  return {
    token,
    get: (name, parameters = {}, headers = {}) => {
      const query = new URLSearchParams(parameters).toString()
      return call(web, 'GET', `${addressOf(name)}${query === '' ? '' : `?${query}`}`, {
        authorization,
        ...headers,
      })
    },
    post: (name, answers, headers = {}) =>
      call(
        web,
        'POST',
        addressOf(name),
        { authorization, 'content-type': 'application/json', ...headers },
        typeof answers === 'string' ? answers : JSON.stringify(answers),
      ),
  }
}
