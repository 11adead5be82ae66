import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Defect, exitCodeOf, Failure, invalid, notFound, Refusal, statusOf, versionCheck } from './index.ts'

test('each kind of refusal has its status, a failure 503, all else 500', () => {
  const status = (kind: ConstructorParameters<typeof Refusal>[0]): number =>
    statusOf(new Refusal(kind, 'a.b.c', 'x'))
  assert.deepEqual(
    [
      status('not-found'),
      status('forbidden'),
      status('invalid'),
      status('conflict'),
      status('unauthenticated'),
      status('too-many'),
    ],
    [404, 403, 422, 409, 401, 429],
  )
  assert.equal(statusOf(new Failure('a.b.c', 'x')), 503)
  assert.equal(statusOf(new Defect('x')), 500)
  assert.equal(statusOf('a string somebody threw'), 500)
})

test('a command ends with 1, 75 or 70', () => {
  assert.deepEqual(
    [new Refusal('invalid', 'a.b.c', 'x'), new Failure('a.b.c', 'x'), new Defect('x')].map(exitCodeOf),
    [1, 75, 70],
  )
})

test('what does not exist and what may not be seen are told in the same words', () => {
  const words = (noun: string): string => {
    try {
      return notFound(noun)
    } catch (error) {
      return (error as Error).message
    }
  }
  assert.equal(
    words('business case'),
    'There is no such business case, or it is not yours to see. Check the address or the reference.',
  )
})

test('an invalid form carries every fault', () => {
  assert.throws(
    () =>
      invalid('a.b.c', [
        { field: 'x', message: 'Enter x' },
        { field: 'y', message: 'Enter y' },
      ]),
    (error) => error instanceof Refusal && error.faults.length === 2 && error.message === 'Enter x',
  )
})

test('what was decided on an older version is a conflict that shows what stands now, under its room’s own code', () => {
  const mustBeCurrent = versionCheck('funding.case.stale', 'case')
  mustBeCurrent({ version: 3 }, 3)
  const refused = (run: () => void): unknown => {
    try {
      return run()
    } catch (error) {
      return error
    }
  }
  const late = refused(() => mustBeCurrent({ version: 3 }, 2, { title: 'Solar panels' }))
  assert.ok(late instanceof Refusal)
  assert.deepEqual(
    [late.kind, late.code, late.message, late.current],
    [
      'conflict',
      'funding.case.stale',
      'Somebody has changed this case since you opened it. Look at what it says now, and make your change again if it is still needed.',
      { title: 'Solar panels', version: 3 },
    ],
  )
  const gone = refused(() => mustBeCurrent(undefined, 2))
  assert.ok(gone instanceof Refusal)
  assert.equal(gone.kind, 'not-found')
})
