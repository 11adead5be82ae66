import assert from 'node:assert/strict'
import { test } from 'node:test'
import pg from 'pg'
import { Failure } from '../errors/index.ts'
import { constraintOf, failureOf, isSerializationFailure } from './errors.ts'

function databaseError(code: string, more: Partial<pg.DatabaseError> = {}): pg.DatabaseError {
  return Object.assign(new pg.DatabaseError('as PostgreSQL says it', 20, 'error'), { code, ...more })
}

test('A broken constraint is told by its kind, its name and its table', () => {
  const named = { schema: 'sample', table: 'thing', constraint: 'sample_thing_apart' }
  assert.deepEqual(constraintOf(databaseError('23P01', named)), {
    kind: 'exclusion',
    name: 'sample_thing_apart',
    table: 'sample.thing',
  })
  assert.deepEqual(
    constraintOf(databaseError('23502', { schema: 'sample', table: 'thing', column: 'title' })),
    {
      kind: 'not-null',
      name: 'sample.thing.title',
      table: 'sample.thing',
    },
  )
  assert.equal(constraintOf(databaseError('42601')), undefined)
  assert.equal(constraintOf(new Error('other')), undefined)
})

test('A race is told from a failure of the world', () => {
  assert.equal(isSerializationFailure(databaseError('40001')), true)
  assert.equal(isSerializationFailure(databaseError('40P01')), true)
  assert.equal(
    isSerializationFailure(databaseError('0A000')),
    true,
    'a kept statement that a migration changed',
  )
  assert.equal(isSerializationFailure(databaseError('23505')), false)
  assert.equal(failureOf(databaseError('40001')), undefined)
})

test('What the world did to the database is a failure with a code', () => {
  const code = (error: unknown) => failureOf(error)?.code
  assert.equal(code(databaseError('53100')), 'platform.database.disk-full')
  assert.equal(code(databaseError('53300')), 'platform.database.busy')
  assert.equal(code(databaseError('57P01')), 'platform.database.unreachable')
  assert.equal(code(databaseError('57014')), 'platform.database.too-slow')
  assert.equal(code(databaseError('28P01')), 'platform.database.refused')
  assert.equal(
    code(Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })),
    'platform.database.unreachable',
  )
  assert.equal(code(new Error('Connection terminated unexpectedly')), 'platform.database.unreachable')
  const failure = new Failure('other.thing.down', 'It is down.')
  assert.equal(failureOf(failure), failure)
})

test('Our own mistakes are no failure of the world', () => {
  assert.equal(failureOf(databaseError('42P01')), undefined)
  assert.equal(failureOf(new TypeError('undefined is not a function')), undefined)
  assert.equal(failureOf('text'), undefined)
})
