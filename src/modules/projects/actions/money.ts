// What a project spends: invoices against its budget lines. Whether the money is there is asked of the gates that
// later modules set at spending.
import { personOf, action, type Inside } from '#platform/actions/index.ts'
import { refuse } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { formatPounds } from '#platform/money/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { invoiceKey, maySpendOn, mustBeOpen } from '../rules.ts'
import { mustManage, mustManagePart } from './project.ts'

/** Records an invoice that was paid. Refused when the same supplier's invoice was recorded before, in any project (P3). */
export const recordSpend = action({
  name: 'projects.spend.record',
  title: 'Record spending',
  doors: ['page', 'api', 'command'],
  fresh: true,
  fields: {
    project: field.id('Project'),
    line: field.pick('Budget line').optional(),
    supplier: field.text('Supplier'),
    invoiceNumber: field.text('Invoice number', { most: 60 }),
    spentOn: field.date('Invoice date'),
    amount: field.money('Amount', { hint: 'Without VAT that is reclaimed' }),
  },
  async run(inside, answers) {
    const project = await mustManage(inside, 'projects.spend.record', answers.project)
    mustBeOpen(project)
    maySpendOn(answers.spentOn, { openedOn: project.opened_on }, londonDate(inside.now))
    if (answers.line !== null) await mustBeItsLine(inside, project.id, answers.line)
    const id = inside.id()
    await inside.tx
      .insertInto('projects.spend')
      .values({
        id,
        project_id: project.id,
        budget_line_id: answers.line,
        supplier: answers.supplier,
        invoice_number: answers.invoiceNumber,
        spent_on: answers.spentOn,
        amount_pence: answers.amount,
        reverses_spend_id: null,
        reason: null,
        recorded_by: personOf(inside),
        recorded_at: inside.now,
      })
      .execute()
    await payInvoiceOnce(inside, answers.supplier, answers.invoiceNumber, id)
    await inside.pass('projects.spend.record', project.id, 'spent', {
      amountPence: answers.amount,
      spend: id,
      spentOn: answers.spentOn.toString(),
    })
    return {
      subject: project.id,
      result: { id, reference: project.reference },
      facts: { spend: id, amount_pence: answers.amount, spent_on: answers.spentOn.toString() },
    }
  },
})

async function mustBeItsLine(inside: Inside, projectId: string, lineId: string): Promise<void> {
  const line = await inside.tx
    .selectFrom('projects.budget_line')
    .select('id')
    .where('id', '=', lineId)
    .where('project_id', '=', projectId)
    .executeTakeFirst()
  if (line === undefined)
    refuse('invalid', 'projects.spend.no-such-line', 'Select a budget line of this project.', {
      faults: [{ field: 'line', message: 'Select a budget line of this project' }],
    })
}

async function payInvoiceOnce(
  inside: Inside,
  supplier: string,
  invoiceNumber: string,
  spendId: string,
): Promise<void> {
  const key = { supplier_key: invoiceKey(supplier), invoice_key: invoiceKey(invoiceNumber) }
  const kept = await inside.tx
    .insertInto('projects.paid_invoice')
    .values({ ...key, spend_id: spendId })
    .onConflict((there) => there.doNothing())
    .returning('spend_id')
    .executeTakeFirst()
  if (kept) return
  const first = await inside.tx
    .selectFrom('projects.paid_invoice as paid')
    .innerJoin('projects.spend as spend', 'spend.id', 'paid.spend_id')
    .innerJoin('projects.project as project', 'project.id', 'spend.project_id')
    .select(['project.reference', 'spend.amount_pence'])
    .where('paid.supplier_key', '=', key.supplier_key)
    .where('paid.invoice_key', '=', key.invoice_key)
    .executeTakeFirst()
  const where =
    first === undefined ? 'just now' : `in project ${first.reference}, ${formatPounds(first.amount_pence)}`
  refuse(
    'conflict',
    'projects.spend.invoice-paid',
    `Invoice ${invoiceNumber} of ${supplier} was recorded before (${where}). One invoice is paid once; if the first record is wrong, reverse it.`,
  )
}

/** Takes a spend back by a line of its own (P2); its invoice can then be recorded again. */
export const reverseSpend = action({
  name: 'projects.spend.reverse',
  title: 'Reverse a spend',
  doors: ['page', 'api', 'command'],
  fresh: true,
  fields: { spend: field.id('Spend line'), reason: field.text('Why it is reversed') },
  async run(inside, answers) {
    const { project, part: spend } = await mustManagePart(
      inside,
      'projects.spend.reverse',
      'spend line',
      () =>
        inside.tx.selectFrom('projects.spend').selectAll().where('id', '=', answers.spend).executeTakeFirst(),
    )
    mustBeOpen(project)
    if (spend.reverses_spend_id !== null)
      refuse(
        'conflict',
        'projects.spend.is-reversal',
        'This line is itself a reversal. Record the invoice again instead.',
      )
    const earlier = await inside.tx
      .selectFrom('projects.spend')
      .select('id')
      .where('reverses_spend_id', '=', spend.id)
      .executeTakeFirst()
    if (earlier) refuse('conflict', 'projects.spend.reversed', 'This line was reversed already.')
    const id = inside.id()
    // The day of the correction, so that what was shown for a past day stays as it was shown.
    const spentOn = londonDate(inside.now)
    await inside.tx
      .insertInto('projects.spend')
      .values({
        id,
        project_id: project.id,
        budget_line_id: spend.budget_line_id,
        supplier: spend.supplier,
        invoice_number: spend.invoice_number,
        spent_on: spentOn,
        amount_pence: -spend.amount_pence,
        reverses_spend_id: spend.id,
        reason: answers.reason,
        recorded_by: personOf(inside),
        recorded_at: inside.now,
      })
      .execute()
    await inside.tx.deleteFrom('projects.paid_invoice').where('spend_id', '=', spend.id).execute()
    await inside.pass('projects.spend.record', project.id, 'spent', {
      amountPence: -spend.amount_pence,
      spend: id,
      spentOn: spentOn.toString(),
    })
    return {
      subject: project.id,
      result: { id, reference: project.reference },
      facts: { spend: id, reverses: spend.id, amount_pence: -spend.amount_pence },
    }
  },
})
