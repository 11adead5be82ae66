// The one loop a partnership really runs, from a subscription to shared learning, as its people run it in their
// browsers and without JavaScript: every step leads to the next, and at the end the books and the audit agree.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { verify } from '#platform/audit/index.ts'
import { seal } from '#platform/audit/index.ts'
import { committedApp } from '#test/support/app.ts'
import { faultsIn } from '#test/support/browsing.ts'
import { writeCase } from '#test/support/case-writing.ts'
import { command } from '#test/support/command.ts'
import { cast } from '#test/support/people.ts'

const E = 'expected'
void E
