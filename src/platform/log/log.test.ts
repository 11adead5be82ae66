import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Defect, Failure, Refusal } from '#platform/errors/index.ts'
import { logThrown, openLog, type Log } from './index.ts'

function collecting(level: 'debug' | 'info' = 'debug'): {
  log: Log
  lines: () => Record<string, unknown>[]
  text: () => string
} {
  const written: string[] = []
  const log = openLog({ level, to: { write: (line) => written.push(line) } })
  return {
    log,
    text: () => written.join(''),
    lines: () => written.map((line) => JSON.parse(line) as Record<string, unknown>),
  }
}

test('a line is JSON with a level word, a time, the event and its allowed fields', () => {
  const { log, lines } = collecting()
  log.info('Request answered', {
    route: '/funding/cases/:case',
    method: 'GET',
    status: 200,
    milliseconds: 12.5,
  })
  const [line] = lines()
  assert.equal(line?.['level'], 'info')
  assert.equal(line?.['event'], 'Request answered')
  assert.equal(line?.['route'], '/funding/cases/:case')
  assert.equal(line?.['milliseconds'], 12.5)
  assert.match(String(line?.['time']), /^\d{4}-\d\d-\d\dT.*Z$/)
})

test('the id of the request stands in every line written with it', () => {
  const { log, lines } = collecting()
  const ofRequest = log.with({ request: '01935d1f-7b3c-7def-8a00-1234567890ab' })
  ofRequest.info('Action performed', { action: 'funding.case.submit' })
  assert.equal(lines()[0]?.['request'], '01935d1f-7b3c-7def-8a00-1234567890ab')
})

test('a line below the level is not written', () => {
  const { log, lines } = collecting('info')
  log.debug('Not important')
  assert.equal(lines().length, 0)
})

test('a field that is not on the list never reaches a line, only its name does', () => {
  const { log, text, lines } = collecting()
  const secret = {
    mail: 'ada@kent-connects.example',
    name: 'Ada Example',
    token: 'tok_123',
    password: 'hunter2',
    body: { a: 'Ada' },
  }
  log.info('Signed in', { ...secret, 'ada@kent-connects.example': 1 } as object)
  assert.doesNotMatch(text(), /ada|Ada|tok_123|hunter2/)
  assert.deepEqual(lines()[0]?.['withheld'], ['mail', 'name', 'token', 'password', 'body', 'unnamed'])
})

test('an allowed key does not let a value of another shape through', () => {
  const { log, text } = collecting()
  log.info('Tried', {
    subject: 'Ada Example',
    person: 'ada@kent-connects.example',
    code: 'Ada has typed this',
    count: '0123 Ada',
    route: '/people?mail=ada@kent-connects.example',
    key: 'k7Zq0vN1xW9pL2mT4sB6yR8uE3aD5fG7hJ9k',
    job: { name: 'Ada' },
  })
  assert.doesNotMatch(text(), /[Aa]da|k7Zq/)
})

test('fields added to a log with `with` are held to the same list', () => {
  const { log, text } = collecting()
  log.with({ mail: 'ada@kent-connects.example', request: 'Ada Example' } as object).info('Seen')
  assert.doesNotMatch(text(), /[Aa]da/)
})

test('an event with personal words in it is cleared of mail addresses, tokens and telephone numbers', () => {
  const { log, text } = collecting()
  log.info(
    'Mail to ada@kent-connects.example, Bearer abc.def.ghi, postgres://connects:hunter2@db/x, 01622 696 000',
  )
  assert.doesNotMatch(text(), /ada@|abc\.def|hunter2|01622/)
})

test('a refusal is information and only its code is written', () => {
  const { log, lines, text } = collecting()
  logThrown(log, 'Refused', new Refusal('invalid', 'auth.person.unknown', 'Ada Example is not known'))
  assert.equal(lines()[0]?.['level'], 'info')
  assert.deepEqual(lines()[0]?.['error'], { kind: 'refusal', code: 'auth.person.unknown' })
  assert.doesNotMatch(text(), /Ada/)
})

test('a failure is a warning with its code and its cause', () => {
  const { log, lines } = collecting()
  const cause = Object.assign(new Error('connect ECONNREFUSED 10.0.0.5:25'), { code: 'ECONNREFUSED' })
  logThrown(
    log,
    'Mail was not sent',
    new Failure('notifications.mail.unreachable', 'The mail server did not answer', { cause }),
  )
  const error = lines()[0]?.['error'] as { code: string; cause: { code: string; message: string } }
  assert.equal(lines()[0]?.['level'], 'warn')
  assert.equal(error.code, 'notifications.mail.unreachable')
  assert.equal(error.cause.code, 'ECONNREFUSED')
  assert.match(error.cause.message, /10\.0\.0\.5:25/)
})

test('a defect is an error with frames, and what a person typed is cleared from its message', () => {
  const { log, lines, text } = collecting()
  const thrown = Object.assign(
    new Error('invalid input syntax for type uuid: "Ada Example" in "funding.award"'),
    {
      detail: 'Key (mail)=(ada@kent-connects.example) already exists.',
      constraint: 'auth_person_mail',
    },
  )
  logThrown(
    log,
    'Request failed',
    new Defect('The case could not be read: Key (mail)=(ada)', { cause: thrown }),
  )
  const error = lines()[0]?.['error'] as { stack: string[]; cause: { message: string; outcome: string } }
  assert.equal(lines()[0]?.['level'], 'error')
  assert.match(error.stack[0] ?? '', /^at /)
  assert.equal(error.cause.message, 'invalid input syntax for type uuid: "[removed]" in "funding.award"')
  assert.equal(error.cause.outcome, 'auth_person_mail')
  assert.doesNotMatch(text(), /[Aa]da/)
})

test('a line cannot be split or reordered by control characters', () => {
  const { log, text } = collecting()
  log.info('first\n{"level":"error"}\u202etxt')
  assert.equal(text().trimEnd().split('\n').length, 1)
  assert.doesNotMatch(text(), /\u202e/)
})
